import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { FundAccount } from '../fund-account/fund-account.entity';
import { Recorded } from '../funds/recorded';

@Entity('fund_reconciliations')
@Index('fund_reconciliations_exchange_id_as_of_idx', ['exchangeId', 'asOf'])
@Index('fund_reconciliations_account_id_idx', ['accountId'])
@Index('fund_reconciliations_recorded_by_idx', ['recordedById'])
@ObjectType('FundReconciliation', { description: 'A bank’s statement beside the ledger, at the end of a day.' })
export class FundReconciliation extends Recorded {
  @ForeignKey(() => Exchange, { name: 'fund_reconciliations_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @ForeignKey(() => FundAccount, { name: 'fund_reconciliations_account_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'account_id' })
  accountId!: string;

  @Field(() => CivilDate, { description: 'The day of the statement.' })
  @Column({ type: 'date', name: 'as_of' })
  asOf!: string;

  @Field(() => Decimal, { description: 'What the bank says was there at its end.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, name: 'bank_balance' })
  bankBalance!: string;

  @Field(() => Decimal, { description: 'What the ledger said of it then: all entries that occurred by that day.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, name: 'ledger_balance' })
  ledgerBalance!: string;

  @Field(() => String, { nullable: true, description: 'What explains a difference.' })
  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'uuid', name: 'recorded_by', nullable: true })
  recordedById!: string | null;
}
