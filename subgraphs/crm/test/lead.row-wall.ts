import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about leads: of their owner, shared in a workspace, deleted. */
export async function leadRows(crm: TestCrm): Promise<RowCase[]> {
  const users = [await crm.user(), await crm.user(), await crm.user(), await crm.user(), await crm.user()] as const;
  const [ann, bea, bob, cat, eve] = users;
  const [owner, chief, editor, reader, stranger] = users.map(viewerOf) as [Viewer, Viewer, Viewer, Viewer, Viewer];
  const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
  // The lead's owner is no member any more: it is shared in a workspace of others, and stays its owner's.
  const team = await crm.workspace(bea);
  await crm.member(team, bob, WorkspaceRole.EDITOR);
  await crm.member(team, cat, WorkspaceRole.VIEWER);
  const [open, closed] = [await crm.workspace(ann), await crm.workspace(eve)];
  await crm.member(open, bea, WorkspaceRole.EDITOR);
  await crm.member(closed, ann, WorkspaceRole.VIEWER);
  const shared = await crm.lead(ann, { workspaceId: team.id });
  const own = await crm.lead(ann);
  const deleted = await crm.lead(ann, { workspaceId: team.id, isDeleted: true });
  await crm.lead(eve);

  type Outcome = RowCase['expect'];
  const each = (
    does: string,
    sql: string,
    values: readonly unknown[],
    who: Readonly<Record<string, readonly [Viewer, Outcome]>>,
  ): RowCase[] => Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${does}`, as, sql, values, expect }));
  const tries = (name: string, as: Viewer, expect: Outcome, sql: string, ...values: unknown[]): RowCase => ({
    name,
    as,
    sql,
    values,
    expect,
  });
  const nobodyElse = { stranger: [stranger, 0], agent: [aViewer('AGENT'), 0], nobody: [NOBODY, 0] } as const;
  const readers = {
    owner: [owner, 1],
    chief: [chief, 1],
    editor: [editor, 1],
    reader: [reader, 1],
    admin: [admin, 1],
    ...nobodyElse,
  } as const;
  const writers = {
    owner: [owner, 1],
    chief: [chief, 1],
    editor: [editor, 1],
    reader: [reader, 0],
    admin: [admin, 0],
    ...nobodyElse,
  } as const;
  const chiefs = {
    owner: [owner, 1],
    chief: [chief, 1],
    editor: [editor, 0],
    reader: [reader, 0],
    admin: [admin, 0],
    ...nobodyElse,
  } as const;
  const ownerAlone = { owner: [owner, 1], chief: [chief, 0], editor: [editor, 0], admin: [admin, 0], ...nobodyElse } as const;
  const none = { owner: [owner, 0], chief: [chief, 0], editor: [editor, 0], reader: [reader, 0], admin: [admin, 0] } as const;

  const read = 'SELECT id FROM leads WHERE id = $1';
  const edit = 'UPDATE leads SET version = version + 1 WHERE id = $1';
  const all = 'UPDATE leads SET version = 2';
  const add = `INSERT INTO leads (user_id, name, workspace_id) VALUES ($1, 'New', $2)`;
  const move = 'SELECT * FROM move_lead($1, $2)';
  const remove = 'SELECT * FROM delete_lead($1)';
  return [
    ...each('reads a shared lead', read, [shared.id], readers),
    ...each('reads a lead that is not shared', read, [own.id], { ...ownerAlone, admin: [admin, 1] }),
    ...each('reads a deleted lead', read, [deleted.id], none),
    ...each('edits a shared lead', edit, [shared.id], writers),
    ...each('edits a lead that is not shared', edit, [own.id], ownerAlone),
    ...each('edits a deleted lead', edit, [deleted.id], none),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    ...each('edits all leads', all, [], {
      owner: [owner, 2],
      chief: [chief, 1],
      editor: [editor, 1],
      reader: [reader, 0],
      stranger: [stranger, 1],
      admin: [admin, 0],
    }),

    tries('a user adds a lead', stranger, 1, add, eve.id, null),
    tries('a user adds a lead of another', stranger, 'refused', add, ann.id, null),
    tries('admin adds a lead of another', admin, 'refused', add, ann.id, null),
    tries('editor adds a lead to a workspace', editor, 1, add, bob.id, team.id),
    tries('editor adds a lead of another to a workspace', editor, 'refused', add, ann.id, team.id),
    tries('reader adds a lead to a workspace', reader, 'refused', add, cat.id, team.id),
    tries('stranger adds a lead to a workspace', stranger, 'refused', add, eve.id, team.id),
    tries(
      'a user adds a lead that is deleted',
      stranger,
      'refused',
      `INSERT INTO leads (user_id, name, is_deleted) VALUES ($1, 'x', true)`,
      eve.id,
    ),
    ...['user_id', 'workspace_id', 'is_deleted', 'created_at'].map((column) =>
      tries(`owner writes ${column}`, owner, 'refused', `UPDATE leads SET ${column} = DEFAULT WHERE id = $1`, own.id),
    ),
    tries('owner deletes a lead for good', owner, 'refused', 'DELETE FROM leads WHERE id = $1', own.id),

    ...each('takes a lead out of its workspace', move, [shared.id, null], chiefs),
    ...each('moves a lead to a workspace where it writes', move, [shared.id, open.id], chiefs),
    ...each('shares a lead of the owner', move, [own.id, open.id], ownerAlone),
    ...each('moves a lead to a workspace where it reads', move, [shared.id, closed.id], { owner: [owner, 0], chief: [chief, 0] }),
    ...each('moves a deleted lead', move, [deleted.id, null], none),
    ...each('deletes a shared lead', remove, [shared.id], chiefs),
    ...each('deletes a lead that is not shared', remove, [own.id], ownerAlone),
    ...each('deletes a deleted lead', remove, [deleted.id], none),

    { name: 'the system reads a lead', as: NOBODY, role: 'system', sql: read, values: [shared.id], expect: 1 },
    { name: 'the system edits a lead', as: NOBODY, role: 'system', sql: edit, values: [deleted.id], expect: 1 },
  ];
}
