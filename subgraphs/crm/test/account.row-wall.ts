import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about mails, tokens and confirmed addresses. */
export async function accountRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin, support] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('SUPPORT')];
  await crm.given(async (db) => {
    await db.query(`INSERT INTO mails (to_address, subject) VALUES ($1, 'Hello')`, [ann.email]);
    await db.query(
      `INSERT INTO account_tokens (user_id, purpose, token_hash, email, expires_at) VALUES ($1, 'RESET_PASSWORD', gen_random_uuid(), $2, now())`,
      [ann.id, ann.email],
    );
  });

  const refused = (name: string, as: Viewer, sql: string): RowCase => ({ name, as, sql, expect: 'refused' });
  const system = (does: string, sql: string, values: readonly unknown[] = []): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values,
    expect: 1,
  });
  const reads: [string, Viewer, number][] = [
    ['the user', owner, 1],
    ['stranger', stranger, 0],
    ['admin', admin, 1],
    ['support', support, 0],
    ['nobody', NOBODY, 0],
  ];
  return [
    ...reads.map(
      ([name, as, expect]): RowCase => ({
        name: `${name} reads that an address is confirmed`,
        as,
        sql: 'SELECT user_id FROM email_verifications WHERE user_id = $1',
        values: [ann.id],
        expect,
      }),
    ),
    ...[owner, admin].flatMap((as) => [
      refused('a user reads mails', as, 'SELECT body FROM mails'),
      refused('a user writes a mail', as, `INSERT INTO mails (to_address, subject) VALUES ('x', 'x')`),
      refused('a user reads tokens', as, 'SELECT token_hash FROM account_tokens'),
      refused('a user makes a token last', as, `UPDATE account_tokens SET expires_at = 'infinity'`),
      refused('a user confirms its address', as, 'UPDATE email_verifications SET email = email'),
      refused('a user adds a confirmed address', as, `INSERT INTO email_verifications SELECT id, email, now() FROM users`),
      refused('a user reads counted requests', as, 'SELECT network FROM account_throttles'),
      refused('a user forgets counted requests', as, 'DELETE FROM account_throttles'),
    ]),
    system('writes a mail', `INSERT INTO mails (to_address, subject) VALUES ('x', 'x')`),
    system('reads a mail', 'SELECT id FROM mails WHERE to_address = $1', [ann.email]),
    system('takes a token', 'UPDATE account_tokens SET used_at = now() WHERE user_id = $1', [ann.id]),
    system('confirms an address', 'UPDATE email_verifications SET verified_at = now() WHERE user_id = $1', [ann.id]),
    system('counts requests', `INSERT INTO account_throttles (network, window_start, attempts) VALUES ('198.51.100.255/32', now(), 1)`),
  ];
}
