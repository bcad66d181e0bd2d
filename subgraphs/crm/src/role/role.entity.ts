import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Column, Entity, Unique } from 'typeorm';

@Entity('roles')
@Unique('roles_name_key', ['name'])
@ObjectType('Role', { description: 'A bundle of permissions: the primary role of users by its name, or granted to them besides.' })
@Directive('@key(fields: "id")')
export class Role extends Updatable {
  @Field(() => String, { description: 'The name; one for each primary role there is, and those that administrators add.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What the role is for.' })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => Boolean, { description: 'Whether it is the primary role of whoever signs up.' })
  @Column({ type: 'boolean', name: 'is_default', default: false })
  isDefault!: boolean;
}

export const RoleConnection = connectionOf(Role, 'Role', 'roles');
