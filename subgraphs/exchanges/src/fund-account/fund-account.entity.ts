import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum FundArrangement {
  QUALIFIED_INTERMEDIARY = 'QUALIFIED_INTERMEDIARY',
  QUALIFIED_ESCROW = 'QUALIFIED_ESCROW',
  QUALIFIED_TRUST = 'QUALIFIED_TRUST',
}
registerEnumType(FundArrangement, {
  name: 'FundArrangement',
  description: 'By which safe harbor of 26 CFR 1.1031(k)-1(g) money is held.',
});

@Entity('fund_accounts')
@Unique('fund_accounts_exchange_id_key', ['exchangeId'])
@Index('fund_accounts_sub_account_key', { synchronize: false })
@Check('fund_accounts_account_last4_check', `account_last4 ~ '^[0-9]{4}$'`)
@ObjectType('FundAccount', { description: 'The sub-account in which the money of one exchange is held, and of no other.' })
export class FundAccount extends Updatable {
  @ForeignKey(() => Exchange, { name: 'fund_accounts_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => FundArrangement, { description: 'By which safe harbor it is held.' })
  @Column({ type: 'enum', enum: FundArrangement, enumName: 'fund_arrangement' })
  arrangement!: FundArrangement;

  @Field(() => String, { description: 'Who holds it: the qualified intermediary, escrow holder or trustee.' })
  @Column({ type: 'varchar', length: 255 })
  holder!: string;

  @Field(() => String, { description: 'The bank.' })
  @Column({ type: 'varchar', length: 255 })
  institution!: string;

  @Field(() => String, { description: 'What the bank calls the sub-account; not its number.' })
  @Column({ type: 'varchar', length: 100, name: 'sub_account' })
  subAccount!: string;

  @Field(() => String, { nullable: true, description: 'The last four digits of its number.' })
  @SecretColumn({ type: 'varchar', length: 4, name: 'account_last4', nullable: true })
  accountLast4!: string | null;

  @Field(() => CivilDate, { description: 'When it was opened.' })
  @Column({ type: 'date', name: 'opened_on' })
  openedOn!: string;

  @Field(() => CivilDate, { nullable: true, description: 'When it was closed; it was empty then, and takes no entry any more.' })
  @Column({ type: 'date', name: 'closed_on', nullable: true })
  closedOn!: string | null;
}
