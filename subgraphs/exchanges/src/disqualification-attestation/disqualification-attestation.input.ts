import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType } from 'type-graphql';
import { AgentKind, DisqualifyingRelation } from './disqualification-attestation.entity';

@InputType('AddDisqualificationAttestationInput', { description: 'What is attested of somebody who is to act in an exchange.' })
export class AddDisqualificationAttestationInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => ID, { nullable: true, description: 'The contact that it is, where it is one.' })
  contactId?: string | null;

  @Field(() => String, { description: 'Who it is; at most 255 characters.' })
  name!: string;

  @Field(() => AgentKind, { nullable: true, description: 'As what they served the taxpayer; none if they did not.' })
  agentKind?: AgentKind | null;

  @Field(() => CivilDate, { nullable: true, description: 'The last day on which they did; needed with the kind.' })
  lastServiceOn?: string | null;

  @Field(() => DisqualifyingRelation, { nullable: true, description: 'How they are related to the taxpayer; none if they are not.' })
  relation?: DisqualifyingRelation | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The interest that ties them, from 0 to 100 per cent; for OWNERSHIP, which needs it.',
  })
  ownershipPercent?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether they are so related to somebody who served the taxpayer.' })
  relatedToAgent!: boolean;

  @Field(() => String, { description: 'What is attested, in words; at most 4,000 characters.' })
  statement!: string;

  @Field(() => CivilDate, { description: 'When it was attested; not after today.' })
  attestedOn!: string;
}
