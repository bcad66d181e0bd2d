import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { User } from '../user/user.entity';
import { Workspace } from '../workspace/workspace.entity';

/** In the order of their rights; the database compares them so. */
export enum WorkspaceRole {
  VIEWER = 'VIEWER',
  EDITOR = 'EDITOR',
  OWNER = 'OWNER',
}
registerEnumType(WorkspaceRole, {
  name: 'WorkspaceRole',
  description: 'What a member may do with what a workspace shares: VIEWER reads it, EDITOR edits it, OWNER decides on members too.',
});

@Entity('workspace_members')
@Unique('workspace_members_workspace_id_user_id_key', ['workspaceId', 'userId'])
@Index('workspace_members_user_id_idx', ['userId'])
@Index('workspace_members_workspace_id_created_at_idx', { synchronize: false })
@ObjectType('WorkspaceMember', { description: 'A user in a workspace.' })
export class WorkspaceMember extends Updatable {
  @ForeignKey(() => Workspace, { name: 'workspace_members_workspace_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'workspace_id' })
  workspaceId!: string;

  @ForeignKey(() => User, { name: 'workspace_members_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => WorkspaceRole, { description: 'What the member may do.' })
  @Column({ type: 'enum', enum: WorkspaceRole, enumName: 'workspace_role' })
  role!: WorkspaceRole;
}

export const WorkspaceMemberConnection = connectionOf(WorkspaceMember, 'WorkspaceMember', 'members');
