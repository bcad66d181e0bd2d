import { DateTimeFilter, DecimalFilter, IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { BuildStatus } from './build.entity';

export enum BuildOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  LIVE_PRICE_DESC = 'LIVE_PRICE_DESC',
}
registerEnumType(BuildOrder, { name: 'BuildOrder', description: 'How a list of builds is ordered.' });

@InputType('BuildFilter', { description: 'Which builds; all conditions must hold.' })
export class BuildFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the client.' })
  clientId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the project.' })
  projectId?: IdFilter;

  @Field(() => [BuildStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: BuildStatus[];

  @Field(() => DecimalFilter, { nullable: true, description: 'By the price of the configuration as it is now.' })
  livePrice?: DecimalFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class BuildPageArgs extends PageArgs {
  @Field(() => BuildFilter, { nullable: true, description: 'Which builds; all that you may see if not given.' })
  filter?: BuildFilter;

  @Field(() => BuildOrder, { defaultValue: BuildOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: BuildOrder;
}

@InputType('CreateBuildInput', { description: 'A new build, of a client or of a project. It starts as an inquiry.' })
export class CreateBuildInput {
  @Field(() => ID, { nullable: true, description: 'The client who asks; the project’s if not given.' })
  clientId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The project that the build is for; each has one build at most.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The inquiry that the build answers; each has one build at most.' })
  inquiryId?: string | null;
}

@InputType('UpdateBuildInput', { description: 'What changes in a build; what is left out stays.' })
export class UpdateBuildInput {
  @Field(() => ID, { description: 'Which build.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => BuildStatus, {
    nullable: true,
    description: 'The next status: INQUIRY, PROPOSAL_SENT, BOOKED, COMPLETED in this order; ARCHIVED from each, and back again.',
  })
  status?: BuildStatus;

  @Field(() => ID, { nullable: true, description: 'The project that the build becomes, of the same client; this stays.' })
  projectId?: string;
}
