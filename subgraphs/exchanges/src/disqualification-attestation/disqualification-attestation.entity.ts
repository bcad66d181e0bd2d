import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { Recorded } from '../funds/recorded';

export enum AgentKind {
  EMPLOYEE = 'EMPLOYEE',
  ATTORNEY = 'ATTORNEY',
  ACCOUNTANT = 'ACCOUNTANT',
  INVESTMENT_BANKER_OR_BROKER = 'INVESTMENT_BANKER_OR_BROKER',
  REAL_ESTATE_AGENT_OR_BROKER = 'REAL_ESTATE_AGENT_OR_BROKER',
  EXCHANGE_SERVICES = 'EXCHANGE_SERVICES',
  ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST = 'ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST',
}
registerEnumType(AgentKind, {
  name: 'AgentKind',
  description: 'As what somebody served the taxpayer, by 26 CFR 1.1031(k)-1(k)(2); the last two do not disqualify.',
});

export enum DisqualifyingRelation {
  FAMILY = 'FAMILY',
  OWNERSHIP = 'OWNERSHIP',
  FIDUCIARY = 'FIDUCIARY',
}
registerEnumType(DisqualifyingRelation, {
  name: 'DisqualifyingRelation',
  description: 'A relationship of IRC 267(b) or 707(b), with 10 per cent in the place of 50.',
});

@Entity('disqualification_attestations')
@Index('disqualification_attestations_exchange_id_idx', ['exchangeId'])
@Index('disqualification_attestations_contact_id_idx', ['contactId'])
@Index('disqualification_attestations_attested_by_idx', ['attestedById'])
@Check('disqualification_attestations_ownership_percent_check', 'ownership_percent >= 0 AND ownership_percent <= 100')
@ObjectType('DisqualificationAttestation', {
  description:
    'What was attested of somebody who is to act in an exchange: service to the taxpayer, and relation. The latest of a person counts.',
})
export class DisqualificationAttestation extends Recorded {
  @ForeignKey(() => Exchange, { name: 'disqualification_attestations_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Field(() => String, { description: 'Of whom.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => AgentKind, { nullable: true, description: 'As what they served the taxpayer.' })
  @Column({ type: 'enum', enum: AgentKind, enumName: 'agent_kind', name: 'agent_kind', nullable: true })
  agentKind!: AgentKind | null;

  @Field(() => CivilDate, { nullable: true, description: 'The last day on which they did.' })
  @Column({ type: 'date', name: 'last_service_on', nullable: true })
  lastServiceOn!: string | null;

  @Field(() => DisqualifyingRelation, { nullable: true, description: 'How they are related to the taxpayer.' })
  @Column({ type: 'enum', enum: DisqualifyingRelation, enumName: 'disqualifying_relation', nullable: true })
  relation!: DisqualifyingRelation | null;

  @Field(() => Decimal, { nullable: true, description: 'The interest that ties them, in per cent, for OWNERSHIP.' })
  @Column({ type: 'numeric', precision: 9, scale: 6, name: 'ownership_percent', nullable: true })
  ownershipPercent!: string | null;

  @Field(() => Boolean, { description: 'Whether they are so related to somebody who served the taxpayer.' })
  @Column({ type: 'boolean', name: 'related_to_agent', default: false })
  relatedToAgent!: boolean;

  @Field(() => String, { description: 'What was attested, in words.' })
  @Column({ type: 'text' })
  statement!: string;

  @Field(() => CivilDate, { description: 'When.' })
  @Column({ type: 'date', name: 'attested_on' })
  attestedOn!: string;

  @Column({ type: 'uuid', name: 'attested_by', nullable: true })
  attestedById!: string | null;
}
