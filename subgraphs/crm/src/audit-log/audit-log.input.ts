import { DateTimeFilter, IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { BigIntScalar, DateTime } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';

export enum AuditLogOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(AuditLogOrder, { name: 'AuditLogOrder', description: 'How a list of the audit log is ordered.' });

@InputType('AuditLogFilter', { description: 'Which entries; all conditions must hold.' })
export class AuditLogFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By who did it, deleted users too.' })
  actorUserId?: IdFilter;

  @Field(() => String, { nullable: true, description: 'What it was done to, to the letter: `Property`.' })
  entityType?: string;

  @Field(() => String, { nullable: true, description: 'Its id.' })
  entityId?: string;

  @Field(() => IdFilter, { nullable: true, description: 'By the exchange that it belongs to, deleted exchanges too.' })
  aboutExchangeId?: IdFilter;

  @Field(() => [String], { nullable: true, description: 'One of these actions, at most 500: `property.created`.' })
  action?: string[];

  @Field(() => DateTimeFilter, { nullable: true, description: 'When it happened.' })
  createdAt?: DateTimeFilter;

  @Field(() => Boolean, { nullable: true, description: 'Only what succeeded, or only what did not.' })
  success?: boolean;
}

@ArgsType()
export class AuditLogPageArgs extends PageArgs {
  @Field(() => AuditLogFilter, { nullable: true, description: 'Which entries; all that you may see if not given.' })
  filter?: AuditLogFilter;

  @Field(() => AuditLogOrder, { defaultValue: AuditLogOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: AuditLogOrder;
}

@ObjectType('AuditHead', {
  description: 'The last entry of the audit log. Who keeps it outside can show later that nothing before it was changed or cut off.',
})
export class AuditHead {
  @Field(() => BigIntScalar, { description: 'Its place in the log, and so how many entries there are.' })
  seq!: string;

  @Field(() => String, { description: 'Its hash, which depends on all entries up to it.' })
  hash!: string;

  @Field(() => DateTime, { description: 'When it was read.' })
  at!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'All of this signed by crm, as a compact JWS: a line of the file that `npm run audit:verify -- --heads` reads.',
  })
  statement!: string | null;
}
