import { randomUUID } from 'node:crypto';
import { hashPassword } from '@plat/crm/session/password';
import { withClient } from '@plat/shared/database/admin-client';
import type { ServiceUrls } from '@plat/shared/database/service';

const SQL = `WITH made AS (INSERT INTO users (username, email, password_hash, role, contact_id)
    VALUES (gen_random_uuid(), $1, $2, $3, $4) RETURNING id, email),
  verified AS (INSERT INTO email_verifications (user_id, email, verified_at) SELECT id, email, now() FROM made)
  SELECT id FROM made`;

/** Who can sign in. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** Adds somebody who signs in during a trial. @param crm its migrated database @param contactId who that is in the registry */
export async function anAccount(crm: ServiceUrls, role: 'ADMIN' | 'COORDINATOR', contactId: string | null = null): Promise<Account> {
  const [email, password] = [`${randomUUID()}@example.com`, randomUUID()];
  const passwordHash = await hashPassword(password);
  const values = [email, passwordHash, role, contactId];
  const { rows } = await withClient(crm.system, (client) => client.query<{ id: string }>(SQL, values));
  return { id: rows[0]?.id as string, email, password };
}

/** Adds somebody who may do everything in a trial. @param crm its migrated database */
export const anAdministrator = (crm: ServiceUrls): Promise<Account> => anAccount(crm, 'ADMIN');
