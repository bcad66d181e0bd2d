import { narrowed } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal, Not } from 'typeorm';
import { Workspace } from '../workspace/workspace.entity';
import type { WorkspaceService } from '../workspace/workspace.service';
import { WorkspaceMember, WorkspaceRole } from './workspace-member.entity';
import type { AddWorkspaceMemberInput, SetWorkspaceMemberRoleInput } from './workspace-member.input';
import { visibleWorkspaceMembers } from './workspace-member.policy';

/** Who is in a workspace, and as what. There is always an owner: the last one neither leaves nor becomes less. */
export class WorkspaceMemberService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly workspaces: WorkspaceService,
  ) {}

  /** @throws PlatError NOT_FOUND for the workspace or the user, FORBIDDEN, CONFLICT for somebody who is a member already */
  async add({ workspaceId, userId, role }: AddWorkspaceMemberInput): Promise<WorkspaceMember> {
    const { db } = this.scope;
    await this.workspaces.assertMayRun(workspaceId);
    if (!isUuid(userId)) throw notFound('User', userId);
    const member = await db.save(db.create(WorkspaceMember, { workspaceId, userId, role })).catch((error: unknown) => {
      const code = error instanceof PlatError ? error.code : undefined;
      if (code === 'REFERENCED') throw notFound('User', userId);
      throw code === 'CONFLICT' ? conflict('This user is a member already.') : error;
    });
    await this.events.record('workspace_member.added', member);
    return member;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, CONFLICT with the current version or for the last owner */
  async setRole({ id, version, role }: SetWorkspaceMemberRoleInput): Promise<WorkspaceMember> {
    const { db, viewer } = this.scope;
    const member = await this.visible(id);
    await this.workspaces.assertMayRun(member.workspaceId);
    if (role !== WorkspaceRole.OWNER) await this.handOver(member);
    const { row, before, after } = await revise(db, WorkspaceMember, {
      id,
      version,
      changes: { role },
      scope: visibleWorkspaceMembers(viewer),
      mayEdit: () => undefined, // asked above, because the answer is in another table
    });
    const { userId, workspaceId } = row;
    await this.events.record('workspace_member.role_set', row, { before, after, userId, workspaceId });
    return row;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, CONFLICT with the current version or for the last owner */
  async remove(id: string, version?: number | null): Promise<WorkspaceMember> {
    const { db, viewer } = this.scope;
    const member = await this.visible(id);
    if (member.userId !== viewer.userId) await this.workspaces.assertMayRun(member.workspaceId);
    const leavesAsLess = member.userId === viewer.userId && member.role !== WorkspaceRole.OWNER;
    // Who is no owner may not lock the workspace, and need not; one who becomes its owner meanwhile is not deleted.
    if (!leavesAsLess) await this.handOver(member);
    assertVersion('WorkspaceMember', member, version);
    // Who leaves has no right to lock the row; by its version, what was seen is what ends.
    const seen = { id, ...(version != null && { version }) };
    const { affected } = await db.delete(WorkspaceMember, leavesAsLess ? { ...seen, role: Not(WorkspaceRole.OWNER) } : seen);
    if (affected !== 1) {
      const now = await this.visible(id);
      throw conflict('This WorkspaceMember was changed in the meantime; read it again.', { version: now.version });
    }
    await this.events.record('workspace_member.removed', member, { before: member, after: {} });
    return member;
  }

  private async visible(id: string): Promise<WorkspaceMember> {
    const { db, viewer } = this.scope;
    if (!isUuid(id)) throw notFound('WorkspaceMember', id);
    const member = await db.findOne(WorkspaceMember, { where: narrowed(visibleWorkspaceMembers(viewer), 'id', Equal(id)) });
    if (!member) throw notFound('WorkspaceMember', id);
    return member;
  }

  /** Makes sure that another owner is left, and the workspace's owner; its row is locked, so that two do not go at once. */
  private async handOver({ id, workspaceId, userId }: WorkspaceMember): Promise<void> {
    const { db } = this.scope;
    const workspace = await db.findOne(Workspace, { where: { id: workspaceId }, lock: { mode: 'pessimistic_write' } });
    const others = { workspaceId, role: WorkspaceRole.OWNER, id: Not(id) };
    const heir = await db.findOne(WorkspaceMember, { where: others, order: { createdAt: 'ASC', id: 'ASC' } });
    if (!heir) throw conflict('A workspace needs an owner; make somebody else one first.');
    if (workspace?.ownerUserId !== userId) return;
    const [before, after] = [{ ownerUserId: userId }, { ownerUserId: heir.userId }];
    await db.update(Workspace, workspaceId, { ...after, version: workspace.version + 1, updatedAt: new Date() });
    await this.events.record('workspace.transferred', workspace, { before, after });
  }
}
