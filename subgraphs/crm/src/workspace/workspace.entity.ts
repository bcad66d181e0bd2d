import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { User } from '../user/user.entity';

export enum WorkspaceKind {
  WORKSPACE = 'WORKSPACE',
  TEAM = 'TEAM',
  BROKERAGE = 'BROKERAGE',
}
registerEnumType(WorkspaceKind, { name: 'WorkspaceKind', description: 'What kind of group a workspace is.' });

@Entity('workspaces')
@Index('workspaces_created_at_idx', { synchronize: false })
@Index('workspaces_parent_id_idx', ['parentId'])
@ObjectType('Workspace', { description: 'People who work together, such as a team or a brokerage.' })
@Directive('@key(fields: "id")')
export class Workspace extends Updatable {
  /** Always one of the members whose role is OWNER; rights follow from memberships alone. */
  @ForeignKey(() => User, { name: 'workspaces_owner_user_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'owner_user_id', nullable: true })
  ownerUserId!: string | null;

  @ForeignKey(() => Workspace, { name: 'workspaces_parent_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Field(() => WorkspaceKind, { description: 'What kind of group it is.' })
  @Column({ type: 'enum', enum: WorkspaceKind, enumName: 'workspace_kind', default: WorkspaceKind.WORKSPACE })
  kind!: WorkspaceKind;

  @Field(() => String, { description: 'What it is called.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;
}

export const WorkspaceConnection = connectionOf(Workspace, 'Workspace', 'workspaces');
