import { DateTimeFilter, IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ContributorType } from './contributor.entity';

export enum ContributorOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(ContributorOrder, { name: 'ContributorOrder', description: 'How a list of contributors is ordered.' });

@InputType('ContributorFilter', { description: 'Which contributors; all conditions must hold.' })
export class ContributorFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the user.' })
  userId?: IdFilter;

  @Field(() => [ContributorType], { nullable: true, description: 'Of one of these types.' })
  contributorType?: ContributorType[];

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class ContributorPageArgs extends PageArgs {
  @Field(() => ContributorFilter, { nullable: true, description: 'Which contributors; all that you may see if not given.' })
  filter?: ContributorFilter;

  @Field(() => ContributorOrder, { defaultValue: ContributorOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ContributorOrder;
}

@InputType({ description: 'The details of a contributor.' })
abstract class ContributorDetails {
  @Field(() => ContributorType, { nullable: true, description: 'How the contributor works for us.' })
  contributorType?: ContributorType | null;

  @Field(() => Decimal, { nullable: true, description: 'What an hour costs, in dollars: 0 or more, at most two decimals; 0 if not given.' })
  defaultHourlyRate?: string;

  @Field(() => ID, { nullable: true, description: 'What the contributor does unless a project says otherwise: a role.' })
  roleId?: string | null;
}

@InputType('CreateContributorInput', { description: 'A user who is to work on productions.' })
export class CreateContributorInput extends ContributorDetails {
  @Field(() => ID, {
    description: 'The login, which you must be allowed to see: administrators see all, everybody else their own. This stays.',
  })
  userId!: string;

  @Field(() => ID, { description: 'Who it is in the registry: the contact of that user, and no other. This stays.' })
  contactId!: string;
}

@InputType('UpdateContributorInput', { description: 'What changes in a contributor; what is left out stays.' })
export class UpdateContributorInput extends ContributorDetails {
  @Field(() => ID, { description: 'Which contributor.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether the contributor is archived: true archives it now, false brings it back.' })
  archived?: boolean;
}
