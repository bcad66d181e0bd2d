import { connectionOf } from '@plat/shared/graphql/connection';
import { BigIntScalar, CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { FundAccount } from '../fund-account/fund-account.entity';
import { FundRelease } from '../fund-release/fund-release.entity';
import { ReleaseVerdict } from '../fund-release/release-verdict';
import { Recorded } from '../funds/recorded';

export enum FundEntryKind {
  PROCEEDS = 'PROCEEDS',
  TAXPAYER_FUNDS = 'TAXPAYER_FUNDS',
  INTEREST = 'INTEREST',
  OTHER_RECEIPT = 'OTHER_RECEIPT',
  RELEASE = 'RELEASE',
  REVERSAL = 'REVERSAL',
}
registerEnumType(FundEntryKind, {
  name: 'FundEntryKind',
  description: 'What an entry of a ledger is: one of four kinds of receipt, a release, or the reversal of another entry.',
});

@Entity('fund_entries')
@Unique('fund_entries_account_id_seq_key', ['accountId', 'seq'])
@Unique('fund_entries_reverses_id_key', ['reversesId'])
@Unique('fund_entries_release_id_key', ['releaseId'])
@Index('fund_entries_exchange_id_seq_idx', ['exchangeId', 'seq'])
@Index('fund_entries_account_id_occurred_on_idx', ['accountId', 'occurredOn'])
@Index('fund_entries_recorded_by_idx', ['recordedById'])
@Check('fund_entries_debit_check', 'debit > 0')
@Check('fund_entries_credit_check', 'credit > 0')
@Check('fund_entries_balance_check', 'balance_after >= 0')
@Check('fund_entries_side_check', 'num_nonnulls(debit, credit) = 1')
@Check(
  'fund_entries_kind_check',
  `(kind = 'RELEASE') = (release_id IS NOT NULL) AND (kind = 'REVERSAL') = (reverses_id IS NOT NULL)
      AND CASE kind WHEN 'RELEASE' THEN debit IS NOT NULL WHEN 'REVERSAL' THEN true ELSE credit IS NOT NULL END`,
)
@ObjectType('FundEntry', { description: 'Money that came into an exchange’s account or left it; never changed, only reversed.' })
export class FundEntry extends Recorded {
  @ForeignKey(() => Exchange, { name: 'fund_entries_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @ForeignKey(() => FundAccount, { name: 'fund_entries_account_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'account_id' })
  accountId!: string;

  @Field(() => BigIntScalar, { description: 'Its number in the account, from 1, without gaps.' })
  @Column({ type: 'bigint' })
  seq!: string;

  @Field(() => FundEntryKind, { description: 'What it is.' })
  @Column({ type: 'enum', enum: FundEntryKind, enumName: 'fund_entry_kind' })
  kind!: FundEntryKind;

  @Field(() => Decimal, { nullable: true, description: 'What left the account, in dollars.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, nullable: true })
  debit!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What came into the account, in dollars.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, nullable: true })
  credit!: string | null;

  @Field(() => Decimal, { description: 'What the account held after it, in the order in which entries were written.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, name: 'balance_after' })
  balanceAfter!: string;

  @Field(() => CivilDate, { description: 'When the money moved, by the bank.' })
  @Column({ type: 'date', name: 'occurred_on' })
  occurredOn!: string;

  @Field(() => String, { description: 'What it was.' })
  @Column({ type: 'text' })
  memo!: string;

  @ForeignKey(() => FundEntry, { name: 'fund_entries_reverses_id_fkey' })
  @Column({ type: 'uuid', name: 'reverses_id', nullable: true })
  reversesId!: string | null;

  @ForeignKey(() => FundRelease, { name: 'fund_entries_release_id_fkey' })
  @Column({ type: 'uuid', name: 'release_id', nullable: true })
  releaseId!: string | null;

  @Field(() => ReleaseVerdict, {
    name: 'verdict',
    nullable: true,
    description: 'How the gate judged it, where a receipt is taken back: that takes money out of the balance as a release does.',
  })
  @Column({ type: 'jsonb', nullable: true })
  predicate!: ReleaseVerdict | null;

  @Column({ type: 'uuid', name: 'recorded_by', nullable: true })
  recordedById!: string | null;
}

export const FundEntryConnection = connectionOf(FundEntry, 'FundEntry', 'entries of a ledger');
