import { type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { WorkspaceRole } from '../workspace-member/workspace-member.entity';

/** A row with an owner, which a workspace may share. */
export interface Shareable extends ObjectLiteral {
  readonly userId: string;
  readonly workspaceId: string | null;
}

/** What somebody is in each workspace that they are a member of, as the database says at this moment. */
export type Memberships = ReadonlyMap<string, `${WorkspaceRole}`>;

/**
 * The rows that this viewer may know exist: its own, those of its workspaces; all of them for an administrator.
 * @param condition what must hold of every row besides, such as that it is not deleted
 */
export const ownOrShared = <T extends Shareable>(viewer: Viewer, condition: FindOptionsWhere<T> = {}): Scope<T> => {
  if (viewer.isAdmin) return condition;
  const me = viewer.userId;
  const inMine = where<string>(':column = ANY (ARRAY(SELECT workspace_id FROM workspace_members WHERE user_id = :{me}))', { me });
  return [
    { ...condition, userId: me },
    { ...condition, workspaceId: inMine },
  ];
};

/** Whether the viewer writes into a workspace: its editors and owners do. */
export const mayWriteIn = (memberships: Memberships, workspaceId: string | null): boolean =>
  ['EDITOR', 'OWNER'].includes(roleIn(memberships, workspaceId));

/** Whether the viewer edits a row: its owner does, and who writes into its workspace. */
export const mayEditShared = (viewer: Viewer, row: Shareable, memberships: Memberships): boolean =>
  row.userId === viewer.userId || mayWriteIn(memberships, row.workspaceId);

/** Whether the viewer decides where a row belongs and when it goes: its owner does, and the owners of its workspace. */
export const mayRunShared = (viewer: Viewer, row: Shareable, memberships: Memberships): boolean =>
  row.userId === viewer.userId || roleIn(memberships, row.workspaceId) === 'OWNER';

const roleIn = (memberships: Memberships, workspaceId: string | null): string => (workspaceId && memberships.get(workspaceId)) || '';
