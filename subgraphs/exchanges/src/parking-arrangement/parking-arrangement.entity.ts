import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum ParkedKind {
  RELINQUISHED = 'RELINQUISHED',
  REPLACEMENT = 'REPLACEMENT',
}
registerEnumType(ParkedKind, { name: 'ParkedKind', description: 'Whether property to be given up or to be received is parked.' });

export enum ParkingCheckName {
  AGREEMENT_IN_TIME = 'AGREEMENT_IN_TIME',
  IDENTIFIED_IN_TIME = 'IDENTIFIED_IN_TIME',
  COMBINED_PARKING = 'COMBINED_PARKING',
}
registerEnumType(ParkingCheckName, { name: 'ParkingCheckName', description: 'The conditions of Rev. Proc. 2000-37 that dates decide.' });

@Entity('parking_arrangements')
@Index('parking_arrangements_exchange_id_idx', ['exchangeId'])
@Check('parking_arrangements_ended_on_check', 'ended_on >= parked_on')
@ObjectType('ParkingArrangement', {
  description: 'Property parked with an accommodation titleholder under a qualified exchange accommodation agreement: Rev. Proc. 2000-37.',
})
@Directive('@key(fields: "id")')
export class ParkingArrangement extends Updatable {
  @ForeignKey(() => Exchange, { name: 'parking_arrangements_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => ParkedKind, { description: 'Which kind of property is parked.' })
  @Column({ type: 'enum', enum: ParkedKind, enumName: 'parked_kind', name: 'parked_kind' })
  parkedKind!: ParkedKind;

  @Field(() => String, { description: 'Which property is parked.' })
  @Column({ type: 'text' })
  description!: string;

  @Field(() => String, { description: 'The accommodation titleholder.' })
  @Column({ type: 'varchar', length: 255, name: 'titleholder_name' })
  titleholderName!: string;

  @Column({ type: 'uuid', name: 'titleholder_id', nullable: true })
  titleholderId!: string | null;

  @Field(() => CivilDate, { description: 'The day on which the titleholder got the property: day 0.' })
  @Column({ type: 'date', name: 'parked_on' })
  parkedOn!: string;

  @Field(() => CivilDate, { nullable: true, description: 'When the agreement was signed.' })
  @Column({ type: 'date', name: 'agreement_signed_on', nullable: true })
  agreementSignedOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When the titleholder gave the property away; null while it is parked.' })
  @Column({ type: 'date', name: 'ended_on', nullable: true })
  endedOn!: string | null;
}

export const ParkingArrangementConnection = connectionOf(ParkingArrangement, 'ParkingArrangement', 'parking arrangements');

@ObjectType('ParkingCheck', { description: 'One condition of Rev. Proc. 2000-37 with its arithmetic. It is no tax advice.' })
export class ParkingCheck {
  @Field(() => ParkingCheckName, { description: 'Which condition.' })
  check!: ParkingCheckName;

  @Field(() => String, { description: 'Where it is written.' })
  source!: string;

  @Field(() => String, { description: 'The most that is allowed: a day, or a number of days.' })
  limit!: string;

  @Field(() => String, { nullable: true, description: 'What there is: a day, or a number of days; null where nothing is there yet.' })
  actual!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is met; null where that is still open.' })
  passes!: boolean | null;

  @Field(() => String, { nullable: true, description: 'What to do about it, or what it means that it is not met.' })
  warning!: string | null;
}
