import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { RelatedPartyException, RelatedPartyRelationship, RelatedPartySide } from './related-party.entity';

@InputType({ description: 'The details of a related party.' })
abstract class RelatedPartyDetails {
  @Field(() => ID, { nullable: true, description: 'The contact that it is, where it is one.' })
  contactId?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day of the last transfer that was part of the exchange.' })
  lastTransferOn?: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'When either of them disposed of the property received; not before the transfer.',
  })
  disposedOn?: string | null;

  @Field(() => RelatedPartyException, { nullable: true, description: 'Why a disposition does not count; with an explanation.' })
  exception?: RelatedPartyException | null;

  @Field(() => String, { nullable: true, description: 'What the exception rests on; at most 1,000 characters.' })
  explanation?: string | null;
}

@InputType('AddRelatedPartyInput', { description: 'Somebody related to the taxpayer with whom property is exchanged.' })
export class AddRelatedPartyInput extends RelatedPartyDetails {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => String, { description: 'Who it is; at most 255 characters.' })
  name!: string;

  @Field(() => RelatedPartyRelationship, { description: 'How they are related to the taxpayer.' })
  relationship!: RelatedPartyRelationship;

  @Field(() => RelatedPartySide, { description: 'What they have to do with the exchange.' })
  side!: RelatedPartySide;
}

@InputType('UpdateRelatedPartyInput', { description: 'What changes of a related party; what is left out stays.' })
export class UpdateRelatedPartyInput extends RelatedPartyDetails {
  @Field(() => ID, { description: 'Which related party.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'Who it is; at most 255 characters.' })
  name?: string;

  @Field(() => RelatedPartyRelationship, { nullable: true, description: 'How they are related to the taxpayer.' })
  relationship?: RelatedPartyRelationship;

  @Field(() => RelatedPartySide, { nullable: true, description: 'What they have to do with the exchange.' })
  side?: RelatedPartySide;
}
