import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

export enum PermissionAction {
  READ = 'READ',
  WRITE = 'WRITE',
  DELETE = 'DELETE',
  ADMIN = 'ADMIN',
}
registerEnumType(PermissionAction, { name: 'PermissionAction', description: 'What a permission lets one do with its resource.' });

@Entity('permissions')
@Unique('permissions_name_key', ['name'])
@ObjectType('Permission', { description: 'Something that roles may allow: one action on one resource.' })
@Directive('@key(fields: "id")')
export class Permission {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @Field(() => String, { description: 'The name, resource and action: `project:read`.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => String, { description: 'What it is about.' })
  @Column({ type: 'varchar', length: 100 })
  resource!: string;

  @Field(() => PermissionAction, { description: 'What it lets one do.' })
  @Column({ type: 'enum', enum: PermissionAction, enumName: 'permission_action' })
  action!: PermissionAction;

  @Field(() => String, { nullable: true, description: 'What it means, in words.' })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const PermissionConnection = connectionOf(Permission, 'Permission', 'permissions');
