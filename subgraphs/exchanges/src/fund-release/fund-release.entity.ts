import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { FundAccount } from '../fund-account/fund-account.entity';
import { FundContingency } from './fund-contingency';
import { ReleaseVerdict } from './release-verdict';

export enum FundReleasePurpose {
  PROPERTY_PURCHASE = 'PROPERTY_PURCHASE',
  TRANSACTION_COST = 'TRANSACTION_COST',
  TO_TAXPAYER = 'TO_TAXPAYER',
}
registerEnumType(FundReleasePurpose, { name: 'FundReleasePurpose', description: 'What money of an exchange is to be paid for.' });

export enum FundReleaseState {
  REQUESTED = 'REQUESTED',
  AUTHORISED = 'AUTHORISED',
  PAID = 'PAID',
  DENIED = 'DENIED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(FundReleaseState, { name: 'FundReleaseState', description: 'How far a release has come.' });

export enum FundTransactionCost {
  COMMISSION = 'COMMISSION',
  PRORATED_TAXES = 'PRORATED_TAXES',
  RECORDING_OR_TRANSFER_TAXES = 'RECORDING_OR_TRANSFER_TAXES',
  TITLE_COMPANY_FEES = 'TITLE_COMPANY_FEES',
  OTHER = 'OTHER',
}
registerEnumType(FundTransactionCost, {
  name: 'FundTransactionCost',
  description: 'A transactional item; all but OTHER are listed in 26 CFR 1.1031(k)-1(g)(7)(ii).',
});

@Entity('fund_releases')
@Index('fund_releases_exchange_id_created_at_idx', { synchronize: false })
@Index('fund_releases_account_id_idx', ['accountId'])
@Index('fund_releases_exchange_property_id_idx', ['exchangePropertyId'])
@Index('fund_releases_requested_by_idx', ['requestedById'])
@Check('fund_releases_amount_check', 'amount > 0')
@Check('fund_releases_denied_check', `(state = 'DENIED') = (predicate ->> 'decision' IS DISTINCT FROM 'ALLOW')`)
@Check(
  'fund_releases_paid_check',
  `(state = 'PAID') = (paid_on IS NOT NULL)
      AND (state = 'PAID') = (paid_predicate IS NOT NULL AND paid_predicate ->> 'decision' = 'ALLOW' AND paid_inputs IS NOT NULL)`,
)
@ObjectType('FundRelease', {
  description: 'Money that is to leave an exchange’s account: judged by 26 CFR 1.1031(k)-1(g)(6), and authorised by two people.',
})
export class FundRelease extends Updatable {
  @ForeignKey(() => Exchange, { name: 'fund_releases_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @ForeignKey(() => FundAccount, { name: 'fund_releases_account_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'account_id' })
  accountId!: string;

  @Field(() => Decimal, { description: 'How much, in dollars.' })
  @Column({ type: 'numeric', precision: 15, scale: 2 })
  amount!: string;

  @Field(() => String, { description: 'Who is paid.' })
  @Column({ type: 'varchar', length: 255 })
  payee!: string;

  @Field(() => Boolean, { description: 'Whether that is the taxpayer, or a name in which the taxpayer holds title.' })
  @Column({ type: 'boolean', name: 'payee_is_taxpayer' })
  payeeIsTaxpayer!: boolean;

  @Field(() => FundReleasePurpose, { description: 'What for.' })
  @Column({ type: 'enum', enum: FundReleasePurpose, enumName: 'fund_release_purpose' })
  purpose!: FundReleasePurpose;

  @ForeignKey(() => ExchangeProperty, { name: 'fund_releases_exchange_property_id_fkey' })
  @Column({ type: 'uuid', name: 'exchange_property_id', nullable: true })
  exchangePropertyId!: string | null;

  @Field(() => FundTransactionCost, { nullable: true, description: 'Which transactional item it pays.' })
  @Column({ type: 'enum', enum: FundTransactionCost, enumName: 'fund_transaction_cost', name: 'cost_kind', nullable: true })
  costKind!: FundTransactionCost | null;

  @Field(() => Boolean, { description: 'Whether the item is on the closing statement.' })
  @Column({ type: 'boolean', name: 'on_closing_statement', default: false })
  onClosingStatement!: boolean;

  @Field(() => FundContingency, { nullable: true, description: 'What happened that ends the exchange.' })
  @Column({ type: 'jsonb', nullable: true })
  contingency!: FundContingency | null;

  @Field(() => String, { nullable: true, description: 'What else is to be said.' })
  @Column({ type: 'text', nullable: true })
  memo!: string | null;

  @Field(() => FundReleaseState, { description: 'How far it has come.' })
  @Column({ type: 'enum', enum: FundReleaseState, enumName: 'fund_release_state' })
  state!: FundReleaseState;

  @Field(() => ReleaseVerdict, { name: 'verdict', description: 'How it was judged when it was asked for.' })
  @Column({ type: 'jsonb' })
  predicate!: ReleaseVerdict;

  /** What it was judged by. */
  @Column({ type: 'jsonb' })
  inputs!: object;

  @Field(() => DateTime, { description: 'When it was judged.' })
  @Column({ type: 'timestamptz', name: 'decided_at' })
  decidedAt!: Date;

  @Field(() => ReleaseVerdict, { name: 'paidVerdict', nullable: true, description: 'How it was judged when it was paid.' })
  @Column({ type: 'jsonb', name: 'paid_predicate', nullable: true })
  paidPredicate!: ReleaseVerdict | null;

  @Column({ type: 'jsonb', name: 'paid_inputs', nullable: true })
  paidInputs!: object | null;

  @Field(() => CivilDate, { nullable: true, description: 'When it was paid.' })
  @Column({ type: 'date', name: 'paid_on', nullable: true })
  paidOn!: string | null;

  @Column({ type: 'uuid', name: 'requested_by', nullable: true })
  requestedById!: string | null;
}

export const FundReleaseConnection = connectionOf(FundRelease, 'FundRelease', 'releases of money');
