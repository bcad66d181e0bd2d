import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about workspaces and their members. */
export async function workspaceRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, eve, boss] = [await crm.user(), await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, editor, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(eve), viewerOf(boss)];
  const team = await crm.workspace(ann);
  const { id } = await crm.member(team, bob, WorkspaceRole.EDITOR);
  await crm.workspace(boss);

  const each = (does: string, sql: string, value: string, who: Readonly<Record<string, readonly [Viewer, number]>>): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${does}`, as, sql, values: [value], expect }));
  const all = (name: string, as: Viewer, sql: string, expect: number): RowCase => ({ name, as, sql, expect });
  const tries = (name: string, as: Viewer, expect: RowCase['expect'], sql: string, ...values: string[]): RowCase => ({
    name,
    as,
    sql,
    values,
    expect,
  });
  const system = (does: string, sql: string, value: string): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values: [value],
    expect: 1,
  });
  const found = `INSERT INTO workspaces (owner_user_id, name) VALUES ($1, 'New')`;
  const inside = `INSERT INTO workspaces (owner_user_id, name, parent_id) VALUES ($1, 'New', $2)`;
  const join = `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'VIEWER')`;
  const readers = { owner: [owner, 1], editor: [editor, 1], stranger: [stranger, 0], admin: [admin, 1], nobody: [NOBODY, 0] } as const;
  const writers = { owner: [owner, 1], editor: [editor, 0], stranger: [stranger, 0], admin: [admin, 0] } as const;

  return [
    ...each('reads a workspace', 'SELECT id FROM workspaces WHERE id = $1', team.id, readers),
    ...each('edits a workspace', 'UPDATE workspaces SET version = 2 WHERE id = $1', team.id, writers),
    // Without WHERE nothing is read, so that only the policies for UPDATE and DELETE decide.
    all('owner edits all workspaces', owner, 'UPDATE workspaces SET version = 2', 1),
    tries('a user makes a workspace', stranger, 1, found, eve.id),
    tries('a user makes a workspace of another', stranger, 'refused', found, ann.id),
    tries('owner makes a workspace inside its own', owner, 1, inside, ann.id, team.id),
    tries('editor makes a workspace inside that of others', editor, 'refused', inside, bob.id, team.id),
    tries('owner moves a workspace', owner, 'refused', 'UPDATE workspaces SET parent_id = NULL WHERE id = $1', team.id),
    ...each('deletes a workspace', 'DELETE FROM workspaces WHERE id = $1', team.id, writers),
    // Without WHERE nothing is read: as above, the policy of the command decides alone.
    all('owner deletes all workspaces', owner, 'DELETE FROM workspaces', 1),
    all('editor deletes all workspaces', editor, 'DELETE FROM workspaces', 0),

    ...each('reads a member', 'SELECT id FROM workspace_members WHERE id = $1', id, readers),
    ...each('sets a role', `UPDATE workspace_members SET role = 'OWNER' WHERE id = $1`, id, writers),
    ...each('removes a member', 'DELETE FROM workspace_members WHERE id = $1', id, {
      owner: [owner, 1],
      stranger: [stranger, 0],
      admin: [admin, 0],
    }),
    ...each('removes the owner', 'DELETE FROM workspace_members WHERE user_id = $1', ann.id, { editor: [editor, 0] }),
    all('owner sets all roles', owner, `UPDATE workspace_members SET role = 'OWNER'`, 2),
    all('owner removes all members', owner, 'DELETE FROM workspace_members', 2),
    all('editor leaves', editor, 'DELETE FROM workspace_members', 1),
    tries('owner adds a member', owner, 1, join, team.id, eve.id),
    tries('editor adds a member', editor, 'refused', join, team.id, eve.id),
    tries('stranger joins', stranger, 'refused', join, team.id, eve.id),
    tries('admin adds a member', admin, 'refused', join, team.id, eve.id),
    tries('editor becomes another', editor, 'refused', 'UPDATE workspace_members SET user_id = $2 WHERE id = $1', id, ann.id),
    tries('owner moves a member', owner, 'refused', 'UPDATE workspace_members SET workspace_id = $2 WHERE id = $1', id, team.id),

    system('reads a workspace', 'SELECT id FROM workspaces WHERE id = $1', team.id),
    system('writes a workspace', 'UPDATE workspaces SET version = 2 WHERE id = $1', team.id),
    system('reads a member', 'SELECT id FROM workspace_members WHERE id = $1', id),
    system('writes a member', 'UPDATE workspace_members SET version = 2 WHERE id = $1', id),
  ];
}
