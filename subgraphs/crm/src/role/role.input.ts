import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';

export enum RoleOrder {
  NAME_ASC = 'NAME_ASC',
  CREATED_AT_DESC = 'CREATED_AT_DESC',
}
registerEnumType(RoleOrder, { name: 'RoleOrder', description: 'How a list of roles is ordered.' });

@InputType('RoleFilter', { description: 'Which roles; all conditions must hold.' })
export class RoleFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;

  @Field(() => Boolean, { nullable: true, description: 'Only those of whoever signs up, or only the others.' })
  isDefault?: boolean;
}

@ArgsType()
export class RolePageArgs extends PageArgs {
  @Field(() => RoleFilter, { nullable: true, description: 'Which roles; all if not given.' })
  filter?: RoleFilter;

  @Field(() => RoleOrder, { defaultValue: RoleOrder.NAME_ASC, description: 'The order of the list.' })
  orderBy!: RoleOrder;
}

@InputType('CreateRoleInput', { description: 'A new role.' })
export class CreateRoleInput {
  @Field(() => String, { description: 'The name, which no other role has; 1 to 255 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What the role is for.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: 'The names of its permissions; none if not given.' })
  permissions?: string[] | null;
}

@InputType('UpdateRoleInput', { description: 'What changes in a role; what is left out stays.' })
export class UpdateRoleInput {
  @Field(() => ID, { description: 'Which role.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'The name; that of a primary role stays.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'What the role is for.' })
  description?: string | null;
}

@InputType('SetRolePermissionsInput', { description: 'All that a role is to give from now on.' })
export class SetRolePermissionsInput {
  @Field(() => ID, { description: 'Which role.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => [String], { description: 'The names of its permissions; those that are not named are taken away.' })
  permissions!: string[];
}
