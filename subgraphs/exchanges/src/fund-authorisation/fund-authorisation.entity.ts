import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { FundRelease } from '../fund-release/fund-release.entity';
import { ReleaseVerdict } from '../fund-release/release-verdict';
import { Recorded } from '../funds/recorded';

export enum FundSide {
  TAXPAYER = 'TAXPAYER',
  FACILITATOR = 'FACILITATOR',
}
registerEnumType(FundSide, {
  name: 'FundSide',
  description: 'For whom somebody authorises: RCW 19.310.040 and Cal. Fin. Code 51003 ask both.',
});

@Entity('fund_authorisations')
@Unique('fund_authorisations_release_id_user_id_key', ['releaseId', 'userId'])
@Unique('fund_authorisations_release_id_side_key', ['releaseId', 'side'])
@Index('fund_authorisations_exchange_id_idx', ['exchangeId'])
@Index('fund_authorisations_contact_id_idx', ['contactId'])
@Check('fund_authorisations_predicate_check', `predicate ->> 'decision' IS NOT DISTINCT FROM 'ALLOW'`)
@ObjectType('FundAuthorisation', { description: 'Somebody’s yes to a release, for one of its two sides.' })
export class FundAuthorisation extends Recorded {
  @ForeignKey(() => Exchange, { name: 'fund_authorisations_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @ForeignKey(() => FundRelease, { name: 'fund_authorisations_release_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'release_id' })
  releaseId!: string;

  /** Who signed, as events have it: kept when the user is gone, and nothing is read through it. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Field(() => FundSide, { description: 'For whom.' })
  @Column({ type: 'enum', enum: FundSide, enumName: 'fund_side' })
  side!: FundSide;

  @Field(() => ReleaseVerdict, { name: 'verdict', description: 'How the release was judged at that moment.' })
  @Column({ type: 'jsonb' })
  predicate!: ReleaseVerdict;

  @Column({ type: 'jsonb' })
  inputs!: object;
}
