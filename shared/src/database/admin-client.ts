import { Client } from 'pg';
import { SetupError } from './setup-error';

const CONNECT_LIMIT_MS = 10_000;

/** The same server and role, another database. */
export const onDatabase = (url: string, database: string): string => {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
};

/** Who connects where, without the password: fit for a message. */
const describe = (client: Client): string => `${client.host}:${client.port} as ${client.user} to database ${client.database}`;

/**
 * Runs work on a connection of its own, which is closed afterwards. Not for requests: those have pools.
 * @throws SetupError when the server does not let us in
 */
export const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS, application_name: 'plat-setup' });
  client.on('error', () => undefined); // a connection that breaks fails the query under way, which tells more
  try {
    await client.connect();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new SetupError(`Could not connect to PostgreSQL at ${describe(client)} (${message || code}): start it, or correct the URL.`, {
      cause: error,
    });
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
