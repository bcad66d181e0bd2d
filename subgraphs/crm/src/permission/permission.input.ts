import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { PermissionAction } from './permission.entity';

export enum PermissionOrder {
  NAME_ASC = 'NAME_ASC',
  NAME_DESC = 'NAME_DESC',
}
registerEnumType(PermissionOrder, { name: 'PermissionOrder', description: 'How a list of permissions is ordered.' });

@InputType('PermissionFilter', { description: 'Which permissions; all conditions must hold.' })
export class PermissionFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By resource.' })
  resource?: StringFilter;

  @Field(() => [PermissionAction], { nullable: true, description: 'With one of these actions.' })
  action?: PermissionAction[];
}

@ArgsType()
export class PermissionPageArgs extends PageArgs {
  @Field(() => PermissionFilter, { nullable: true, description: 'Which permissions; all if not given.' })
  filter?: PermissionFilter;

  @Field(() => PermissionOrder, { defaultValue: PermissionOrder.NAME_ASC, description: 'The order of the list.' })
  orderBy!: PermissionOrder;
}
