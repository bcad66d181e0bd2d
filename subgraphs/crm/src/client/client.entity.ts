import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Contact } from '../contact/contact.entity';

export enum NurtureStatus {
  NEW = 'NEW',
  HOT = 'HOT',
  WARM = 'WARM',
  COLD = 'COLD',
}
registerEnumType(NurtureStatus, { name: 'NurtureStatus', description: 'How close a client is to buying.' });

@Entity('clients')
@Unique('clients_contact_id_key', ['contactId'])
@Index('clients_email_key', { synchronize: false })
@Index('clients_lead_score_idx', ['leadScore'])
@Index('clients_nurture_status_idx', ['nurtureStatus'])
@Index('clients_created_at_idx', ['createdAt', 'id'])
@Index('clients_name_idx', ['name', 'id'])
@ObjectType('Client', { description: 'A customer of the business.' })
@Directive('@key(fields: "id")')
export class Client extends Updatable {
  @ForeignKey(() => Contact, { name: 'clients_contact_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  /** The inquiry that made the client; inquiries have a table of their own to come. */
  @Column({ type: 'uuid', name: 'inquiry_id', nullable: true })
  inquiryId!: string | null;

  @Field(() => String, { description: 'The name; the contact’s unless given.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address; the contact’s unless given, unique in any case.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'The telephone number; the contact’s unless given.' })
  @Column({ type: 'varchar', length: 50, nullable: true })
  phone!: string | null;

  @Field(() => Int, { nullable: true, description: 'How promising the client is.' })
  @Column({ type: 'integer', name: 'lead_score', nullable: true })
  leadScore!: number | null;

  @Field(() => NurtureStatus, { nullable: true, description: 'How close the client is to buying.' })
  @Column({ type: 'enum', enum: NurtureStatus, enumName: 'nurture_status', name: 'nurture_status', nullable: true })
  nurtureStatus!: NurtureStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'When somebody last spoke with the client.' })
  @Column({ type: 'timestamptz', name: 'last_contacted_at', nullable: true })
  lastContactedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the client was archived.' })
  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt!: Date | null;
}

export const ClientConnection = connectionOf(Client, 'Client', 'clients');
