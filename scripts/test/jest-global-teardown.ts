import { TEST_ADMIN_URL } from '../../shared/src/testing/test-server';

/** Stops the PostgreSQL of the test run, and deletes its folder. */
export default async function tearDown(): Promise<void> {
  await globalThis.platTestServer?.stop();
  delete process.env[TEST_ADMIN_URL]; // in watch mode the next run makes its own
}
