import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum NoticeKind {
  IDENTIFICATION = 'IDENTIFICATION',
  REVOCATION = 'REVOCATION',
}
registerEnumType(NoticeKind, { name: 'NoticeKind', description: 'Whether a notice identifies property, or revokes that.' });

export enum NoticeWay {
  HAND_DELIVERY = 'HAND_DELIVERY',
  MAIL = 'MAIL',
  COURIER = 'COURIER',
  FAX = 'FAX',
  EMAIL = 'EMAIL',
  PLATFORM = 'PLATFORM',
}
registerEnumType(NoticeWay, { name: 'NoticeWay', description: 'How a notice was sent.' });

export enum NoticeRecipientCapacity {
  OBLIGED_TO_TRANSFER = 'OBLIGED_TO_TRANSFER',
  INTERMEDIARY = 'INTERMEDIARY',
  ESCROW_AGENT = 'ESCROW_AGENT',
  TITLE_COMPANY = 'TITLE_COMPANY',
  OTHER_PARTY = 'OTHER_PARTY',
  TAXPAYER = 'TAXPAYER',
  TAXPAYERS_AGENT = 'TAXPAYERS_AGENT',
  RELATED_PERSON = 'RELATED_PERSON',
}
registerEnumType(NoticeRecipientCapacity, {
  name: 'NoticeRecipientCapacity',
  description:
    'What the recipient of a notice is to the exchange. The taxpayer, its agents (employee, attorney, accountant, broker, within two years) and persons related to it are no recipients by 26 CFR 1.1031(k)-1(c)(2).',
});

export enum NoticeVerdict {
  ACCEPTED = 'ACCEPTED',
  LATE = 'LATE',
  DISQUALIFIED_RECIPIENT = 'DISQUALIFIED_RECIPIENT',
  WRONG_RECIPIENT = 'WRONG_RECIPIENT',
}
registerEnumType(NoticeVerdict, {
  name: 'NoticeVerdict',
  description:
    'Whether a notice counts: sent in the period, to somebody whom the law lets receive it, and a revocation to whoever got the identification. Others are kept as evidence.',
});

@Entity('identification_notices')
@Index('identification_notices_exchange_id_sent_at_idx', ['exchangeId', 'sentAt'])
@Check('identification_notices_received_at_check', 'received_at >= sent_at')
@ObjectType('IdentificationNotice', {
  description: 'A signed notice that identifies property or revokes that. It is evidence: a correction is another notice.',
})
@Directive('@key(fields: "id")')
export class IdentificationNotice {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'identification_notices_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => NoticeKind, { description: 'Whether it identifies, or revokes.' })
  @Column({ type: 'enum', enum: NoticeKind, enumName: 'notice_kind' })
  kind!: NoticeKind;

  @Column({ type: 'uuid', name: 'signed_by' })
  signedById!: string;

  @Field(() => CivilDate, { description: 'When the taxpayer signed it.' })
  @Column({ type: 'date', name: 'signed_on' })
  signedOn!: string;

  @Field(() => DateTime, { description: 'When it was sent: by this it is in time or late.' })
  @Column({ type: 'timestamptz', name: 'sent_at' })
  sentAt!: Date;

  @Field(() => NoticeWay, { description: 'How it was sent.' })
  @Column({ type: 'enum', enum: NoticeWay, enumName: 'notice_way', name: 'sent_how' })
  sentHow!: NoticeWay;

  @Field(() => String, { description: 'To whom it was sent.' })
  @Column({ type: 'varchar', length: 255, name: 'recipient_name' })
  recipientName!: string;

  @Column({ type: 'uuid', name: 'recipient_id', nullable: true })
  recipientId!: string | null;

  @Field(() => NoticeRecipientCapacity, { description: 'What the recipient is to the exchange.' })
  @Column({ type: 'enum', enum: NoticeRecipientCapacity, enumName: 'notice_recipient_capacity' })
  capacity!: NoticeRecipientCapacity;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was received, once that is recorded; later than the period does no harm.',
  })
  @Column({ type: 'timestamptz', name: 'received_at', nullable: true })
  receivedAt!: Date | null;

  @Field(() => NoticeVerdict, { description: 'Whether it counts, by the last day to identify as it is now.' })
  @Column({ type: 'enum', enum: NoticeVerdict, enumName: 'notice_verdict' })
  verdict!: NoticeVerdict;

  @Field(() => DateTime, { description: 'When it was put on record here.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const IdentificationNoticeConnection = connectionOf(IdentificationNotice, 'IdentificationNotice', 'notices of identification');
