import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import type { Identification } from './identification.rules';

export enum IdentificationOutcome {
  OK = 'OK',
  FAIL = 'FAIL',
  PENDING_95 = 'PENDING_95',
  NONE = 'NONE',
  UNDECIDED = 'UNDECIDED',
}
registerEnumType(IdentificationOutcome, {
  name: 'IdentificationOutcome',
  description:
    'OK: it stands by one rule at least. FAIL: by none. PENDING_95: by none but perhaps by the 95 per cent, which is known when the exchange period ends. NONE: nothing is identified. UNDECIDED: values are missing.',
});

export enum IdentificationRuleName {
  THREE_PROPERTY = 'THREE_PROPERTY',
  TWO_HUNDRED_PERCENT = 'TWO_HUNDRED_PERCENT',
  NINETY_FIVE_PERCENT = 'NINETY_FIVE_PERCENT',
  INCIDENTAL_PROPERTY = 'INCIDENTAL_PROPERTY',
  SUBSTANTIALLY_SAME = 'SUBSTANTIALLY_SAME',
}
registerEnumType(IdentificationRuleName, {
  name: 'IdentificationRuleName',
  description: 'The rules of 26 CFR 1.1031(k)-1(c) about how much may be identified, and that of (d) about what is received in its place.',
});

/** What a verdict was reached from. */
export interface VerdictArithmetic extends Omit<Identification, 'verdict'> {
  readonly identificationEnds: string | null;
  readonly exchangeEnds: string | null;
}

@ObjectType('IdentificationAmount', { description: 'What one property adds to the arithmetic of a rule.' })
export class IdentificationAmount {
  @Field(() => String, { description: 'What the value is.' })
  what!: string;

  exchangePropertyId!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The value in dollars; null where it is not known, or where properties are counted.',
  })
  value!: string | null;
}

@ObjectType('IdentificationRule', { description: 'One rule with its arithmetic: it passes when what is there is within the limit.' })
export class IdentificationRule {
  @Field(() => IdentificationRuleName, { description: 'Which rule.' })
  rule!: IdentificationRuleName;

  @Field(() => String, { description: 'Where it is written.' })
  source!: string;

  @Field(() => [IdentificationAmount], { description: 'What it was computed from.' })
  inputs!: IdentificationAmount[];

  @Field(() => Decimal, {
    nullable: true,
    description: 'The most that may be there, and for the 95 and the 75 per cent the least; null while values are missing.',
  })
  limit!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What is there; null while values are missing.' })
  actual!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is kept; null where that cannot be said yet.' })
  passes!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Why it cannot be said, where that is not for want of a value or of time.' })
  undecided!: string | null;
}

/** A row of the history, or, without being one, what is thought now. */
@Entity('identification_verdicts')
@Index('identification_verdicts_exchange_id_created_at_idx', ['exchangeId', 'createdAt'])
@ObjectType('IdentificationVerdict', {
  description: 'Whether what an exchange has identified stands by 26 CFR 1.1031(k)-1(c), with the arithmetic. It is no tax advice.',
})
export class IdentificationVerdict {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'identification_verdicts_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => CivilDate, { description: 'The day of the verdict, in the zone of the exchange.' })
  @Column({ type: 'date', name: 'as_of' })
  asOf!: string;

  @Field(() => String, { description: 'The version of the rules by which it was reached.' })
  @Column({ type: 'varchar', length: 50, name: 'rules_version' })
  rulesVersion!: string;

  @Field(() => IdentificationOutcome, { description: 'What it comes to.' })
  @Column({ type: 'enum', enum: IdentificationOutcome, enumName: 'identification_outcome' })
  verdict!: IdentificationOutcome;

  @Column({ type: 'jsonb' })
  arithmetic!: VerdictArithmetic;

  @Field(() => DateTime, { nullable: true, description: 'When it was put on record; null for the verdict of this moment.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date | null;
}
