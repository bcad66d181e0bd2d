import { Pool } from 'pg';

/** Connections of the system for jobs alone, so that a job under way takes none from a sign-in. @param options settings of its sessions */
export function jobPool(systemUrl: string, max: number, name: string, options?: string): Pool {
  const pool = new Pool({ connectionString: systemUrl, max, application_name: name, connectionTimeoutMillis: 10_000, options });
  // A connection that breaks fails its own statement, and another one takes its place; unheard, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
