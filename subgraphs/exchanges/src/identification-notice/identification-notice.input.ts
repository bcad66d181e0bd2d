import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { NoticeKind, NoticeRecipientCapacity, NoticeVerdict, NoticeWay } from './identification-notice.entity';

export enum IdentificationNoticeOrder {
  SENT_AT_ASC = 'SENT_AT_ASC',
  SENT_AT_DESC = 'SENT_AT_DESC',
}
registerEnumType(IdentificationNoticeOrder, { name: 'IdentificationNoticeOrder', description: 'How a list of notices is ordered.' });

@InputType('IdentificationNoticeFilter', { description: 'Which notices; all conditions must hold.' })
export class IdentificationNoticeFilter {
  @Field(() => [NoticeKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: NoticeKind[];

  @Field(() => [NoticeVerdict], { nullable: true, description: 'With one of these verdicts.' })
  verdict?: NoticeVerdict[];
}

@ArgsType()
export class IdentificationNoticePageArgs extends PageArgs {
  @Field(() => IdentificationNoticeFilter, { nullable: true, description: 'Which notices; all that you may see if not given.' })
  filter?: IdentificationNoticeFilter;

  @Field(() => IdentificationNoticeOrder, { defaultValue: IdentificationNoticeOrder.SENT_AT_ASC, description: 'The order of the list.' })
  orderBy!: IdentificationNoticeOrder;
}

@InputType('NoticeItemInput', { description: 'One property that a notice names.' })
export class NoticeItemInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The property of the exchange; needed to revoke. Without it, what an accepted notice identifies is added.',
  })
  exchangePropertyId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The property in the words of the notice: legal description, street address or distinguishable name; that of the property of the exchange unless given.',
  })
  description?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The interest that is identified, in per cent; that of the property, or all of it, unless given.',
  })
  percentInterest?: string | null;
}

@InputType('ServeIdentificationNoticeInput', { description: 'A notice that identifies property of an exchange, or revokes that.' })
export class ServeIdentificationNoticeInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => NoticeKind, { defaultValue: NoticeKind.IDENTIFICATION, description: 'Whether it identifies, or revokes.' })
  kind!: NoticeKind;

  @Field(() => [NoticeItemInput], { description: 'What it names: 1 to 100 properties.' })
  items!: NoticeItemInput[];

  @Field(() => String, { description: 'To whom it is sent.' })
  recipientName!: string;

  @Field(() => ID, { nullable: true, description: 'The contact of the recipient, where it has one.' })
  recipientId?: string | null;

  @Field(() => NoticeRecipientCapacity, { description: 'What the recipient is to the exchange.' })
  capacity!: NoticeRecipientCapacity;

  @Field(() => ID, { nullable: true, description: 'The contact of the client who signed; the exchange’s client unless given.' })
  signedById?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When it was signed; the day on which it was sent unless given.' })
  signedOn?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was sent; now unless given. For coordinators and administrators, who record what was sent by other ways.',
  })
  sentAt?: Date | null;

  @Field(() => NoticeWay, { nullable: true, description: 'How it was sent; by the platform unless given.' })
  sentHow?: NoticeWay | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was received, if that is known already.' })
  receivedAt?: Date | null;
}
