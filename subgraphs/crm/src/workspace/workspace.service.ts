import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import { WorkspaceMember, WorkspaceRole } from '../workspace-member/workspace-member.entity';
import { Workspace } from './workspace.entity';
import type { CreateWorkspaceInput, TransferWorkspaceInput, UpdateWorkspaceInput } from './workspace.input';
import { assertMayRunWorkspace, visibleWorkspaces } from './workspace.policy';

const MAX_NAME = 255;

/** Workspaces of their members. */
export class WorkspaceService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND for a parent that is hidden, FORBIDDEN for one of other owners */
  async create({ name, kind, parentId }: CreateWorkspaceInput): Promise<Workspace> {
    const { db, viewer } = this.scope;
    check({ name, kind });
    if (parentId) await this.assertMayRun(parentId);
    const id = randomUUID();
    // Nothing is returned by the insert: its maker becomes a member, and so a reader, when the statement ends.
    const row = { id, ownerUserId: viewer.userId, parentId: parentId ?? null, name, ...(kind && { kind }) };
    await db
      .createQueryBuilder()
      .insert()
      .into(Workspace, ['id', 'ownerUserId', 'parentId', 'name', 'kind'])
      .values(row)
      .updateEntity(false)
      .execute();
    const workspace = await db.findOneByOrFail(Workspace, { id });
    await this.events.record('workspace.created', workspace);
    return workspace;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdateWorkspaceInput): Promise<Workspace> {
    const { db, viewer } = this.scope;
    check(changes);
    await this.assertMayRun(id);
    const { row, before, after } = await revise(db, Workspace, {
      id,
      version,
      changes,
      scope: visibleWorkspaces(viewer),
      mayEdit: () => undefined, // asked above, because the answer is in another table
    });
    await this.events.record('workspace.updated', row, { before, after });
    return row;
  }

  /**
   * The member becomes its owner, and the viewer an editor; other owners stay what they are.
   * @throws PlatError NOT_FOUND for the workspace or the member, FORBIDDEN, BAD_USER_INPUT for the viewer itself, or
   * CONFLICT with the current version
   */
  async transfer({ id, version, userId }: TransferWorkspaceInput): Promise<Workspace> {
    const { db, viewer } = this.scope;
    await this.assertMayRun(id);
    if (userId.toLowerCase() === viewer.userId) throw badInput({ 'input.userId': 'must be another member than you' });
    const memberOf = (user: string) => ({ workspaceId: id, userId: user });
    if (!isUuid(userId) || !(await db.existsBy(WorkspaceMember, memberOf(userId)))) throw notFound('User', userId);
    // The workspace's row is locked first, as by members who leave or become less, and an owner is there at any time.
    const { row, before, after } = await revise(db, Workspace, {
      id,
      version,
      changes: { ownerUserId: userId.toLowerCase() },
      scope: visibleWorkspaces(viewer),
      mayEdit: () => undefined, // asked above, because the answer is in another table
    });
    for (const [user, role] of [
      [userId, WorkspaceRole.OWNER],
      [viewer.userId, WorkspaceRole.EDITOR],
    ] as const) {
      const member = await db.findOne(WorkspaceMember, { where: memberOf(user), lock: { mode: 'pessimistic_write' } });
      if (!member) throw conflict('The members were changed in the meantime; read them again.');
      await this.setRole(member, role);
    }
    await this.events.record('workspace.transferred', row, { before, after });
    return row;
  }

  /** Its members leave it, and what it shared is its owners' alone again. @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version */
  async delete(id: string, version?: number | null): Promise<Workspace> {
    const { db } = this.scope;
    await this.assertMayRun(id);
    const workspace = await db.findOne(Workspace, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!workspace) throw notFound('Workspace', id);
    assertVersion('Workspace', workspace, version);
    const members = await db.find(WorkspaceMember, { where: { workspaceId: id }, select: { userId: true } });
    await db.delete(Workspace, { id });
    const memberIds = members.map(({ userId }) => userId);
    await this.events.record('workspace.deleted', workspace, { before: workspace, after: {}, memberIds });
    return workspace;
  }

  /** @throws PlatError NOT_FOUND when the workspace is hidden, FORBIDDEN unless the viewer is one of its owners */
  async assertMayRun(id: string): Promise<void> {
    const { db, viewer } = this.scope;
    if (!isUuid(id)) throw notFound('Workspace', id);
    // The membership first: whoever deletes both in between leaves a workspace that is gone, not one of other owners.
    const mine = await db.findOneBy(WorkspaceMember, { workspaceId: id, userId: viewer.userId });
    if (!mine && !(await db.existsBy(Workspace, narrowed(visibleWorkspaces(viewer), 'id', Equal(id))))) throw notFound('Workspace', id);
    assertMayRunWorkspace(mine);
  }

  private async setRole(member: WorkspaceMember, role: WorkspaceRole): Promise<void> {
    if (member.role === role) return;
    const before = { role: member.role };
    Object.assign(member, { role, version: member.version + 1, updatedAt: new Date() });
    await this.scope.db.save(member);
    const { userId, workspaceId } = member;
    await this.events.record('workspace_member.role_set', member, { before, after: { role }, userId, workspaceId, isTransfer: true });
  }
}

/** All faults of an input at once. */
function check({ name, kind }: Partial<CreateWorkspaceInput>): void {
  const faults: Record<string, string> = {};
  if (name !== undefined && !name?.trim()) faults['input.name'] = 'must not be empty';
  else if (name && [...name].length > MAX_NAME) faults['input.name'] = `must have at most ${MAX_NAME} characters`;
  if (kind === null) faults['input.kind'] = 'must not be null; leave it out';
  if (Object.keys(faults).length) throw badInput(faults);
}
