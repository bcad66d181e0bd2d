import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { migrate } from '@plat/shared/database/migrate';
import { emptyDatabase } from '@plat/shared/testing/test-databases';
import { model } from '../src/data-source';
import { CreateUserPlans1795132853000 } from '../src/migrations/1795132853000-create-user-plans';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let boss: Viewer;
beforeAll(async () => {
  crm = await startTestCrm();
  boss = viewerOf(await crm.user({ role: UserRole.ADMIN }));
});
afterAll(() => crm.stop());

const MINE =
  '{ me { plan { id version planName status stripeCustomerId stripeSubscriptionId currentPeriodStart currentPeriodEnd user { id } } } }';
const SET = 'mutation ($input: SetUserPlanInput!) { setUserPlan(input: $input) { version planName user { id } } }';
const set = (viewer: Viewer, input: Record<string, unknown>) => crm.ask(viewer, SET, { input });
const codeOf = async (viewer: Viewer, input: Record<string, unknown>) => (await set(viewer, input)).errors?.[0]?.extensions?.code;

describe('the plan of a user', () => {
  it('is FREE from the beginning, whoever adds the user', async () => {
    const ann = await crm.user();
    expect((await crm.ask(viewerOf(ann), MINE)).data.me.plan).toEqual({
      id: expect.any(String),
      version: 1,
      planName: 'FREE',
      status: null,
      stripeCustomerId: null,
      stripeSubscriptionId: null,
      currentPeriodStart: null,
      currentPeriodEnd: null,
      user: { id: ann.id },
    });
    const created = await crm.ask(boss, 'mutation ($input: CreateUserInput!) { createUser(input: $input) { plan { planName } } }', {
      input: { email: `${randomUUID()}@example.com` },
    });
    expect(created.data.createUser.plan).toEqual({ planName: 'FREE' });
  });

  it('came to the users of before with the table, and the wall around users is up again', async () => {
    const database = await emptyDatabase('crm');
    const before = model.migrations.slice(0, model.migrations.indexOf(CreateUserPlans1795132853000));
    await migrate(database.owner, { service: 'crm', migrations: before });
    await withClient(database.system, (client) =>
      client.query(`INSERT INTO users (username, email, password_hash) VALUES ('ann', 'ann@example.com', 'none')`),
    );
    await migrate(database.owner, { service: 'crm', migrations: model.migrations });
    await withClient(database.system, async (client) => {
      expect((await client.query('SELECT username, plan_name FROM user_plans JOIN users ON users.id = user_id')).rows).toEqual([
        { username: 'ann', plan_name: 'FREE' },
      ]);
    });
    await withClient(database.owner, async (client) => expect((await client.query('SELECT id FROM users')).rows).toEqual([]));
  });

  it('is set by administrators, by version, and recorded', async () => {
    const ann = await crm.user();
    const input = { userId: ann.id, version: 1, planName: 'PRO' };
    expect((await set(boss, input)).data.setUserPlan).toEqual({ version: 2, planName: 'PRO', user: { id: ann.id } });
    const stale = await set(boss, { ...input, planName: 'FREE' });
    expect(stale.errors).toMatchObject([{ extensions: { code: 'CONFLICT', version: 2 } }]);
    expect((await set(boss, { userId: ann.id, planName: 'ENTERPRISE' })).data.setUserPlan.version).toBe(3);
    const { id } = (await crm.ask(viewerOf(ann), MINE)).data.me.plan;
    const events = await crm.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    expect(events).toMatchObject([
      {
        type: 'user_plan.changed',
        actor_user_id: boss.userId,
        payload: { userId: ann.id, old: { plan_name: 'FREE' }, new: { plan_name: 'PRO' } },
      },
      { type: 'user_plan.changed', payload: { old: { plan_name: 'PRO' }, new: { plan_name: 'ENTERPRISE' } } },
    ]);
    expect(events).toHaveLength(2);
  });

  it('is not set by the user, nor for users that are not there, nor to what is no plan', async () => {
    const ann = await crm.user();
    expect(await codeOf(viewerOf(ann), { userId: ann.id, planName: 'ENTERPRISE' })).toBe('FORBIDDEN');
    expect(await codeOf(viewerOf(ann), { userId: randomUUID(), planName: 'ENTERPRISE' })).toBe('FORBIDDEN');
    for (const userId of [randomUUID(), 'x']) expect(await codeOf(boss, { userId, planName: 'PRO' })).toBe('NOT_FOUND');
    expect(await codeOf(boss, { userId: ann.id, planName: 'GOLD' })).toBe('BAD_USER_INPUT');
    expect((await crm.ask(viewerOf(ann), MINE)).data.me.plan).toMatchObject({ version: 1, planName: 'FREE' });
  });

  it('is found in lists by administrators, several in one statement, and alone by the user', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    await set(boss, { userId: ann.id, planName: 'PRO' });
    const query = `query ($ids: [ID!]!) { userPlans(filter: { userId: { in: $ids }, planName: [PRO] }, orderBy: CURRENT_PERIOD_END_ASC) {
      totalCount edges { node { user { id } } } } }`;
    const ids = [ann.id, bob.id];
    expect((await crm.ask(boss, query, { ids })).data.userPlans).toEqual({ totalCount: 1, edges: [{ node: { user: { id: ann.id } } }] });
    expect((await crm.ask(viewerOf(bob), query, { ids })).data.userPlans.totalCount).toBe(0);
    expect((await crm.ask(viewerOf(bob), '{ userPlans { edges { node { planName user { id } } } } }')).data.userPlans.edges).toEqual([
      { node: { planName: 'FREE', user: { id: bob.id } } },
    ]);
    expect(await crm.statementsOf(() => crm.ask(boss, '{ users(first: 10) { edges { node { plan { planName } } } } }'))).toHaveLength(2);
  });
});
