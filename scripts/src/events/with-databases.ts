import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardPostgres, startPostgres } from '@plat/shared/database/embedded-postgres';
import { provision } from '@plat/shared/database/provision';
import { type DatabaseUrls, databaseUrls } from '@plat/shared/database/service';

/** Works on empty databases of a PostgreSQL of its own, of which nothing is left. */
export async function withDatabases<T>(work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'plat-events-'));
  try {
    const server = await startPostgres({ directory });
    try {
      const { hostname, port, password } = new URL(server.adminUrl);
      const urls = databaseUrls({ host: hostname, port: Number(port), password: () => password });
      await provision(server.adminUrl, urls);
      return await work(urls);
    } finally {
      await server.stop();
    }
  } finally {
    await discardPostgres(directory);
  }
}
