import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about plans of users, and about what Stripe told. */
export async function planRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  await crm.given((db) =>
    db.query(`INSERT INTO stripe_events (id, type, created, outcome) VALUES ('evt_' || gen_random_uuid(), 'x', now(), 'IGNORED')`),
  );

  const reads = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} reads a plan`,
    as,
    sql: 'SELECT id FROM user_plans WHERE user_id = $1',
    values: [ann.id],
    expect,
  });
  const refused = (name: string, as: Viewer, sql: string, ...values: string[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const system = (does: string, sql: string, ...values: string[]): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values,
    expect: 1,
  });

  return [
    reads('the user', owner, 1),
    reads('stranger', stranger, 0),
    reads('admin', admin, 1),
    reads('support', aViewer('SUPPORT'), 0),
    reads('nobody', NOBODY, 0),
    refused('the user edits its plan', owner, `UPDATE user_plans SET plan_name = 'PRO' WHERE user_id = $1`, ann.id),
    refused('admin edits a plan', admin, `UPDATE user_plans SET plan_name = 'PRO' WHERE user_id = $1`, ann.id),
    refused('the user adds a plan', owner, `INSERT INTO user_plans (user_id, plan_name) VALUES ($1, 'PRO')`, ann.id),
    refused('the user deletes its plan', owner, 'DELETE FROM user_plans WHERE user_id = $1', ann.id),
    refused('admin reads what Stripe told', admin, 'SELECT id FROM stripe_events'),
    refused(
      'admin speaks for Stripe',
      admin,
      `INSERT INTO stripe_events (id, type, created, outcome) VALUES ('evt_x', 'x', now(), 'IGNORED')`,
    ),
    refused('admin forgets what Stripe told', admin, 'DELETE FROM stripe_events'),
    refused('a user calls what gives newcomers a plan', owner, 'SELECT begin_free()'),
    system('reads a plan', 'SELECT id FROM user_plans WHERE user_id = $1', ann.id),
    system('writes a plan', `UPDATE user_plans SET plan_name = 'PRO' WHERE user_id = $1`, ann.id),
    system(
      'adds a user with a plan',
      `INSERT INTO users (username, email, password_hash) VALUES ('new plan', 'new-plan@example.com', 'none')`,
    ),
    system('keeps what Stripe told', `INSERT INTO stripe_events (id, type, created, outcome) VALUES ('evt_y', 'x', now(), 'IGNORED')`),
    system('reads what Stripe told', 'SELECT id FROM stripe_events LIMIT 1'),
  ];
}
