import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { hashPassword } from '../src/session/password';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { rowsOf } from './sign-in';

const PASSWORD = 'a password of the test';
let crm: TestCrm;
let passwordHash: string;
beforeAll(async () => {
  crm = await startTestCrm();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => crm.stop());

/** Asks with a new key, and gives what asks the same with it again. */
const keyed = (as: Viewer, query: string, variables: Record<string, unknown>) => {
  const idempotencyKey = randomUUID();
  return (viewer = as) => crm.ask(viewer, query, variables, { idempotencyKey });
};
const codeOf = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;

describe('a mutation of crm that comes again with its key', () => {
  it('gives an access token once, says so when it is asked again, and makes no other', async () => {
    const ann = await crm.user({ passwordHash });
    const create = keyed(viewerOf(ann), 'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }', {
      input: { name: 'Script', scopes: ['property:read'], expiresAt: new Date(Date.now() + 86_400_000), password: PASSWORD },
    });
    const first = await create();
    expect(first.data.createAccessToken.token).toMatch(/^plat_pat_/);
    const again = await create();
    expect(again).toMatchObject({
      data: { createAccessToken: null },
      errors: [
        {
          message:
            'This was carried out; its answer held a secret, and was not kept: revoke the token that was made, and create another with a new key.',
          extensions: { code: 'CONFLICT', outcome: 'WITHHELD' },
        },
      ],
    });
    expect(await rowsOf(crm, 'access_tokens', ann)).toHaveLength(1);
  });

  it('is refused as it was for a wrong password, which counts once', async () => {
    const ann = await crm.user({ passwordHash });
    const { id } = await crm.apiKey(ann);
    const reveal = keyed(viewerOf(ann), 'mutation ($id: ID!) { revealApiKey(input: { id: $id, password: "wrong" }) { key } }', { id });
    expect([codeOf(await reveal()), codeOf(await reveal()), codeOf(await reveal())]).toEqual(Array(3).fill('BAD_USER_INPUT'));
    const [counted] = await crm.given((db) =>
      db.query('SELECT cardinality(attempted_at) AS times FROM password_attempts WHERE user_id = $1', [ann.id]),
    );
    expect(counted).toEqual({ times: 1 });
  });

  it('has the system decide once', async () => {
    const [admin, ann] = [await crm.user({ role: UserRole.ADMIN }), await crm.user()];
    const set = keyed(
      viewerOf(admin),
      'mutation ($id: ID!) { setUserPlan(input: { userId: $id, planName: PRO }) { version user { id } } }',
      {
        id: ann.id,
      },
    );
    const first = await set();
    expect(first.data.setUserPlan.user).toEqual({ id: ann.id });
    await crm.given((db) => db.query(`UPDATE user_plans SET plan_name = 'ENTERPRISE' WHERE user_id = $1`, [ann.id]));
    expect(await set()).toEqual(first);
    const plans = await crm.given((db) => db.query('SELECT plan_name FROM user_plans WHERE user_id = $1', [ann.id]));
    expect(plans).toEqual([{ plan_name: 'ENTERPRISE' }]);
  });

  it('is not refused for good because the same thing was being deleted already', async () => {
    const boss = await crm.user({ role: UserRole.ADMIN });
    const { id } = await crm.contact();
    const remove = keyed(viewerOf(boss), 'mutation ($id: ID!) { deleteContact(id: $id) { id } }', { id });
    const mark = `INSERT INTO deletions (type, id, token) VALUES ('Contact', $1, gen_random_uuid())`;
    await crm.given((db) => db.query(mark, [id]));
    expect(codeOf(await remove())).toBe('CONFLICT');
    await crm.given((db) => db.query('DELETE FROM deletions WHERE id = $1', [id]));
    const done = { data: { deleteContact: { id } } };
    expect([await remove(), await remove()]).toEqual([done, done]);
  });

  it('is answered about a row that it deleted or gave away itself', async () => {
    const [ann, bea] = [await crm.user(), await crm.user()];
    const team = await crm.workspace(bea);
    const membership = await crm.member(team, ann, WorkspaceRole.EDITOR);
    const [gone, shared] = [await crm.lead(ann), await crm.lead(ann, { workspaceId: team.id })];
    const remove = keyed(viewerOf(ann), 'mutation ($id: ID!) { deleteLead(id: $id) { id isDeleted } }', { id: gone.id });
    const move = keyed(viewerOf(bea), 'mutation ($id: ID!) { moveLead(input: { id: $id, workspaceId: null }) { id name } }', {
      id: shared.id,
    });
    const leave = keyed(viewerOf(ann), 'mutation ($id: ID!) { removeWorkspaceMember(id: $id) { id } }', { id: membership.id });
    for (const ask of [remove, move, leave]) {
      const first = await ask();
      expect(first.errors).toBeUndefined();
      expect(await ask()).toEqual(first);
    }
  });

  it('is not answered to whoever lost sight of the row, by workspace or by the whole of it', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const team = await crm.workspace(ann);
    const membership = await crm.member(team, bob, WorkspaceRole.EDITOR);
    const lead = await crm.lead(ann, { workspaceId: team.id });
    const edit = keyed(viewerOf(bob), 'mutation ($id: ID!) { updateLead(input: { id: $id, score: 5 }) { name workspace { name } } }', {
      id: lead.id,
    });
    const first = await edit();
    expect(first.data.updateLead).toEqual({ name: 'Lea Lindt', workspace: { name: 'Team' } });
    await crm.given((db) => db.query('DELETE FROM workspace_members WHERE id = $1', [membership.id]));
    const answer = await edit();
    expect([answer.data, codeOf(answer)]).toEqual([{ updateLead: null }, 'NOT_FOUND']);
    expect(codeOf(await edit(viewerOf({ ...bob, role: UserRole.ADMIN })))).toBe('CONFLICT');
  });
});
