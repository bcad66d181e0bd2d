import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType('RelatedPartyVerdict', { description: 'How a dealing with a related party stands, by IRC 1031(f); no tax advice.' })
export class RelatedPartyVerdict {
  @Field(() => String, { description: 'NO_TRANSFER, WATCH, GAIN_RECOGNISED, EXCEPTED or OVER.' })
  status!: string;

  @Field(() => CivilDate, { nullable: true, description: 'The first day on which a disposition does not count any more.' })
  watchUntil!: string | null;

  @Field(() => String, { description: 'The case in words.' })
  explanation!: string;

  @Field(() => String, { description: 'The dates that decide.' })
  arithmetic!: string;

  @Field(() => String, { description: 'Where it stands.' })
  citation!: string;

  @Field(() => String, { description: 'What has to be filed.' })
  warning!: string;

  @Field(() => String, { description: 'That it is no tax advice.' })
  notice!: string;
}
