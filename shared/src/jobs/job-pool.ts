import { Pool } from 'pg';

/** After this, whoever waits for a connection is told that there is none. */
const CONNECTION_MS = 10_000;

/**
 * Connections of the system for jobs alone, so that a job under way takes none from a sign-in.
 * @param options settings of its sessions @param waits how long it may take to get one, in milliseconds; 0 for as long as it takes
 */
export function jobPool(systemUrl: string, max: number, name: string, options?: string, waits = CONNECTION_MS): Pool {
  const pool = new Pool({ connectionString: systemUrl, max, application_name: name, connectionTimeoutMillis: waits, options });
  // A connection that breaks fails its own statement, and another one takes its place; unheard, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
