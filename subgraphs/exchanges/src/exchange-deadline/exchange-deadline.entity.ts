import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { DeadlineWarningCode } from '../exchange/exchange.warnings';

export enum DeadlineKind {
  IDENTIFICATION = 'IDENTIFICATION',
  EXCHANGE = 'EXCHANGE',
}
registerEnumType(DeadlineKind, {
  name: 'DeadlineKind',
  description: 'Which period ends: that to identify property, or that to receive it.',
});
registerEnumType(DeadlineWarningCode, { name: 'DeadlineWarningCode', description: 'What somebody should know of a deadline.' });

@ObjectType('DeadlineWarning', { description: 'What somebody should know of a deadline. It is no tax advice.' })
export class DeadlineWarning {
  @Field(() => DeadlineWarningCode, { description: 'What it is about.' })
  code!: DeadlineWarningCode;

  @Field(() => String, { description: 'The same in a sentence, with its dates.' })
  message!: string;
}

/** Both dates are null while the period has not begun, or has been taken back: the row stays, and remembers nothing of it. */
@Entity('exchange_deadlines')
@Unique('exchange_deadlines_exchange_kind_key', ['exchangeId', 'kind'])
@Check('exchange_deadlines_kind_check', `kind IN ('IDENTIFICATION', 'EXCHANGE')`)
@ObjectType('ExchangeDeadline', {
  description: 'The last day of a period of an exchange, with the arithmetic that put it there. It is no tax advice.',
})
export class ExchangeDeadline {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'exchange_deadlines_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => DeadlineKind, { description: 'Which period ends.' })
  @Column({ type: 'varchar', length: 20 })
  kind!: DeadlineKind;

  @Field(() => CivilDate, { description: 'The day on which the rule puts it.' })
  @Column({ type: 'date', name: 'computed_on', nullable: true })
  computedOn!: string | null;

  @Field(() => CivilDate, {
    description: 'The day that counts, to midnight in the time zone of the exchange: the computed one, unless overridden.',
  })
  @Column({ type: 'date', name: 'effective_on', nullable: true })
  effectiveOn!: string | null;

  @Field(() => String, { description: 'The arithmetic by which it was computed, in a sentence.' })
  @Column({ type: 'text' })
  rule!: string;

  @Field(() => String, { description: 'Where the rule stands: 26 CFR 1.1031(k)-1(b)(2)(ii).' })
  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'jsonb' })
  inputs!: Readonly<Record<string, unknown>>;

  /** When it came to be where it is: what was past then is not reminded of. */
  @Column({ type: 'timestamptz', name: 'effective_since' })
  effectiveSince!: Date;
}
