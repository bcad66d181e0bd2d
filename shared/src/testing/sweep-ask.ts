import { randomUUID } from 'node:crypto';
import type { Viewer } from '../access/viewer';
import { PlatError } from '../errors/plat-error';
import type { LiveConnection } from '../live/live-connection';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

/** Asks, where a request that is refused as a whole is an answer too. */
export async function askSafely(
  service: TestSubgraph,
  viewer: Viewer,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<TestAnswer> {
  try {
    return await service.ask(viewer, query, { ...variables });
  } catch (error) {
    if (error instanceof PlatError) return { data: null, errors: [{ message: error.message, extensions: { code: error.code } }] };
    throw error;
  }
}

/** Subscribes, and leaves again: the answer has no data, and the errors of one that does not start. */
export async function subscribeSafely(
  service: TestSubgraph,
  viewer: Viewer,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<TestAnswer> {
  let connection: LiveConnection | undefined;
  try {
    connection = await service.subgraph.live?.connect(await service.tokenFor(viewer), { requestId: randomUUID() });
    await connection?.subscribe({ query, variables });
    return { data: null };
  } catch (error) {
    if (connection) return { data: null, errors: connection.format(error) };
    if (error instanceof PlatError) return { data: null, errors: [{ message: error.message, extensions: { code: error.code } }] };
    throw error;
  } finally {
    connection?.close();
  }
}
