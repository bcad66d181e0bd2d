import type { Step } from '@plat/shared/references/removal';
import { In } from 'typeorm';
import { WorkspaceMember, WorkspaceRole } from '../workspace-member/workspace-member.entity';
import { Workspace } from './workspace.entity';

/** Of each workspace that somebody owns alone, the other member with the highest role, and of these the first one. */
const HEIRS = `SELECT DISTINCT ON (other.workspace_id) other.id FROM workspace_members other
  JOIN workspace_members own ON own.workspace_id = other.workspace_id AND own.user_id = $1 AND own.role = 'OWNER'
  WHERE other.user_id <> $1 AND NOT EXISTS (SELECT FROM workspace_members owner
    WHERE owner.workspace_id = own.workspace_id AND owner.role = 'OWNER' AND owner.user_id <> $1)
  ORDER BY other.workspace_id, other.role DESC, other.created_at, other.id`;

const OWNED = 'SELECT workspace_id AS id FROM workspace_members WHERE user_id = $1 ORDER BY 1';

/** Before a user goes: a workspace with members keeps an owner, who alone can decide who is in it. */
export async function handOverWorkspaces({ db, events }: Step, userId: string): Promise<void> {
  const owned: { id: string }[] = await db.query(OWNED, [userId]);
  if (!owned.length) return;
  // Its row is locked before its members, as by all who change them.
  const where = { id: In(owned.map(({ id }) => id)) };
  const workspaces = await db.find(Workspace, { where, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  const heirs: { id: string }[] = await db.query(HEIRS, [userId]);
  const members = await db.findBy(WorkspaceMember, { id: In(heirs.map(({ id }) => id)) });
  for (const member of members) {
    const before = { role: member.role };
    await db.save(Object.assign(member, { role: WorkspaceRole.OWNER, version: member.version + 1, updatedAt: new Date() }));
    await events.record('workspace_member.role_set', member, { before, after: { role: WorkspaceRole.OWNER } });
    const workspace = workspaces.find(({ id, ownerUserId }) => id === member.workspaceId && ownerUserId === userId);
    if (!workspace) continue;
    Object.assign(workspace, { ownerUserId: member.userId, version: workspace.version + 1, updatedAt: new Date() });
    await db.save(workspace);
    await events.record('workspace.transferred', workspace, { before: { ownerUserId: userId }, after: { ownerUserId: member.userId } });
  }
}
