import { DateTimeFilter, FoldedTextFilter, IdFilter, IntFilter, TagFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { EmailAddress } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { LeadStatus, OptStatus } from './lead.entity';

export enum LeadOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  NAME_ASC = 'NAME_ASC',
  SCORE_DESC = 'SCORE_DESC',
}
registerEnumType(LeadOrder, { name: 'LeadOrder', description: 'How a list of leads is ordered; those without a score come last.' });

@InputType('LeadFilter', { description: 'Which leads; all conditions must hold.' })
export class LeadFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => [LeadStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: LeadStatus[];

  @Field(() => [OptStatus], { nullable: true, description: 'With one of these answers to being written to.' })
  optStatus?: OptStatus[];

  @Field(() => TagFilter, { nullable: true, description: 'By tags.' })
  tags?: TagFilter;

  @Field(() => IntFilter, { nullable: true, description: 'By score.' })
  score?: IntFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the workspace that shares them.' })
  workspaceId?: IdFilter;

  @Field(() => FoldedTextFilter, { nullable: true, description: 'By name.' })
  name?: FoldedTextFilter;

  @Field(() => FoldedTextFilter, { nullable: true, description: 'By e-mail address.' })
  email?: FoldedTextFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class LeadPageArgs extends PageArgs {
  @Field(() => LeadFilter, { nullable: true, description: 'Which leads; all that you may see if not given.' })
  filter?: LeadFilter;

  @Field(() => LeadOrder, { defaultValue: LeadOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: LeadOrder;
}

@InputType({ description: 'The details of a lead.' })
abstract class LeadDetails {
  @Field(() => String, {
    nullable: true,
    description: 'The telephone number, 5 to 15 digits; blanks, dots, dashes, slashes and brackets are dropped.',
  })
  phone?: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address; at most 254 characters.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'The company; at most 255 characters.' })
  company?: string | null;

  @Field(() => LeadStatus, { nullable: true, description: 'How far it has come; NEW for a new one.' })
  status?: LeadStatus;

  @Field(() => Int, { nullable: true, description: 'How promising it is, from 0 to 100.' })
  score?: number | null;

  @Field(() => [String], {
    nullable: true,
    description: 'All its tags: at most 50, each of at most 50 characters. Blanks around them are dropped, and so are repeated ones.',
  })
  tags?: string[];

  @Field(() => OptStatus, { nullable: true, description: 'Whether it agreed to be written to.' })
  optStatus?: OptStatus | null;
}

@InputType('CreateLeadInput', { description: 'A new lead of yours.' })
export class CreateLeadInput extends LeadDetails {
  @Field(() => String, { description: 'Who it is; at most 255 characters.' })
  name!: string;

  @Field(() => ID, { nullable: true, description: 'The workspace that shares it, of which you must be an editor or an owner.' })
  workspaceId?: string | null;
}

@InputType('UpdateLeadInput', { description: 'What changes in a lead; what is left out stays.' })
export class UpdateLeadInput extends LeadDetails {
  @Field(() => ID, { description: 'Which lead.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'Who it is; at most 255 characters.' })
  name?: string;
}

@InputType('MoveLeadInput', { description: 'Which lead, and where it belongs from now on.' })
export class MoveLeadInput {
  @Field(() => ID, { description: 'Which lead: one of yours, or of a workspace of which you are an owner.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the move was decided on; a newer one refuses it.' })
  version?: number;

  @Field(() => ID, {
    nullable: true,
    description: 'The workspace that shares it, of which you must be an editor or an owner; null leaves it to its owner alone.',
  })
  workspaceId?: string | null;
}
