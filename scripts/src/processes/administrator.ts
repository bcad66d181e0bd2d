import { randomUUID } from 'node:crypto';
import { hashPassword } from '@plat/crm/session/password';
import { withClient } from '@plat/shared/database/admin-client';
import type { ServiceUrls } from '@plat/shared/database/service';

const SQL = `WITH made AS (INSERT INTO users (username, email, password_hash, role) VALUES (gen_random_uuid(), $1, $2, 'ADMIN') RETURNING id, email),
  verified AS (INSERT INTO email_verifications (user_id, email, verified_at) SELECT id, email, now() FROM made)
  SELECT id FROM made`;

/** Adds somebody who may do everything in a trial. @param crm its migrated database */
export async function anAdministrator(crm: ServiceUrls): Promise<{ id: string; email: string; password: string }> {
  const [email, password] = [`${randomUUID()}@example.com`, randomUUID()];
  const passwordHash = await hashPassword(password);
  const { rows } = await withClient(crm.system, (client) => client.query<{ id: string }>(SQL, [email, passwordHash]));
  return { id: rows[0]?.id as string, email, password };
}
