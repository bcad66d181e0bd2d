import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import { WorkspaceMember } from '../workspace-member/workspace-member.entity';
import { Workspace } from './workspace.entity';
import type { CreateWorkspaceInput, UpdateWorkspaceInput } from './workspace.input';
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

  /** @throws PlatError NOT_FOUND when the workspace is hidden, FORBIDDEN unless the viewer is one of its owners */
  async assertMayRun(id: string): Promise<void> {
    const { db, viewer } = this.scope;
    if (!isUuid(id) || !(await db.existsBy(Workspace, narrowed(visibleWorkspaces(viewer), 'id', Equal(id)))))
      throw notFound('Workspace', id);
    assertMayRunWorkspace(await db.findOneBy(WorkspaceMember, { workspaceId: id, userId: viewer.userId }));
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
