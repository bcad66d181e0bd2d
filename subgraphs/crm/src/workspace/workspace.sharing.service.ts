import { narrowed } from '@plat/shared/access/scope';
import { forbidden, notFound } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import { WorkspaceMember } from '../workspace-member/workspace-member.entity';
import { Workspace } from './workspace.entity';
import { visibleWorkspaces } from './workspace.policy';
import { type Memberships, mayWriteIn } from './workspace.sharing.policy';

/** What services of shared rows ask about workspaces. Nothing is kept: a membership that ended counts no more. */
export class Sharing {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer'>) {}

  /** What the viewer is in each of its workspaces. */
  async memberships(): Promise<Memberships> {
    const { db, viewer } = this.scope;
    const mine = await db.findBy(WorkspaceMember, { userId: viewer.userId });
    return new Map(mine.map(({ workspaceId, role }) => [workspaceId, role]));
  }

  /** @throws PlatError NOT_FOUND when the workspace is hidden, FORBIDDEN unless the viewer writes into it */
  async assertMayWriteIn(workspaceId: string): Promise<void> {
    const { db, viewer } = this.scope;
    if (!isUuid(workspaceId) || !(await db.existsBy(Workspace, narrowed(visibleWorkspaces(viewer), 'id', Equal(workspaceId)))))
      throw notFound('Workspace', workspaceId);
    if (!mayWriteIn(await this.memberships(), workspaceId.toLowerCase()))
      throw forbidden('Only editors and owners of a workspace share things in it.');
  }
}
