import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int } from 'type-graphql';

@InputType('OverrideExchangeDeadlineInput', { description: 'What moves which deadlines of an exchange to which days.' })
export class OverrideExchangeDeadlineInput {
  @Field(() => ID, { description: 'Which exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
  version?: number;

  @Field(() => String, {
    description: 'What allows it, such as the notice of the IRS that names Rev. Proc. 2018-58, section 17; 1 to 500 characters.',
  })
  citation!: string;

  @Field(() => String, { description: 'Why it applies to this exchange; 1 to 2,000 characters.' })
  reason!: string;

  @Field(() => ID, { nullable: true, description: 'The document that has it, such as the notice; one of the exchange that you may see.' })
  documentId?: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description:
      'The last day of the general extension that the notice names. Without it, or where it is earlier, 120 days after the computed day is the latest that the relief allows: Rev. Proc. 2018-58, section 17.',
  })
  noticeOn?: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'The last day to identify; not before the computed one, which stays unless this is given.',
  })
  identificationOn?: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'The last day to receive; not before the computed one, which stays unless this is given.',
  })
  exchangeOn?: string | null;
}

@InputType('LiftExchangeDeadlineOverrideInput', { description: 'Which exchange goes back to its computed deadlines, and why.' })
export class LiftExchangeDeadlineOverrideInput {
  @Field(() => ID, { description: 'Which exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { description: 'Why; 1 to 2,000 characters.' })
  reason!: string;
}
