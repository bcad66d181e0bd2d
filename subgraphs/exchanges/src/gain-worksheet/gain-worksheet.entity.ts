import { connectionOf } from '@plat/shared/graphql/connection';
import { Decimal } from '@plat/shared/graphql/scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { Recorded } from '../funds/recorded';
import { WorksheetAmounts } from './worksheet-amounts';

@ObjectType('WorksheetLine', { description: 'A line of Form 8824, with where its amount comes from.' })
export class WorksheetLine {
  @Field(() => Int, { description: 'Its number on the form, from 15 to 25.' })
  line!: number;

  @Field(() => String, { description: 'What it is.' })
  title!: string;

  @Field(() => Decimal, { description: 'Its amount, in dollars.' })
  amount!: string;

  @Field(() => String, { description: 'Its formula, in words.' })
  formula!: string;

  @Field(() => String, { description: 'Its formula, in figures.' })
  arithmetic!: string;

  @Field(() => String, { description: 'Where it stands.' })
  source!: string;
}

@Entity('gain_worksheets')
@Unique('gain_worksheets_exchange_id_revision_key', ['exchangeId', 'revision'])
@Index('gain_worksheets_computed_by_idx', ['computedById'])
@ObjectType('GainWorksheet', {
  description: 'Lines 15 to 25 of Form 8824 for an exchange, as computed once; another calculation is another revision. No tax advice.',
})
export class GainWorksheet extends Recorded {
  @ForeignKey(() => Exchange, { name: 'gain_worksheets_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => Int, { description: 'Which calculation of the exchange it is, from 1.' })
  @Column({ type: 'integer' })
  revision!: number;

  @Field(() => WorksheetAmounts, { description: 'What it was computed from.' })
  @Column({ type: 'jsonb' })
  inputs!: WorksheetAmounts;

  @Field(() => [WorksheetLine], { description: 'All lines, in order.' })
  @Column({ type: 'jsonb' })
  lines!: WorksheetLine[];

  @Field(() => String, { description: 'Which version of the rules computed it.' })
  @Column({ type: 'varchar', length: 50, name: 'rules_version' })
  rulesVersion!: string;

  @Column({ type: 'uuid', name: 'computed_by', nullable: true })
  computedById!: string | null;
}

export const GainWorksheetConnection = connectionOf(GainWorksheet, 'GainWorksheet', 'worksheets');
