import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { User } from '../user/user.entity';

export enum ContactType {
  CLIENT_LEAD = 'CLIENT_LEAD',
  CLIENT = 'CLIENT',
  CONTRIBUTOR = 'CONTRIBUTOR',
  VENDOR = 'VENDOR',
  OTHER = 'OTHER',
}
registerEnumType(ContactType, { name: 'ContactType', description: 'What a contact is to the business.' });

@Entity('contacts')
@Index('contacts_shared_email_key', { synchronize: false })
@Index('contacts_owner_email_key', { synchronize: false })
@Index('contacts_pp_contact_id_key', ['ppContactId'], { unique: true })
@Index('contacts_email_idx', ['email'])
@Index('contacts_type_idx', ['type'])
@Index('contacts_created_at_idx', ['createdAt', 'id'])
@Check('contacts_reachable', 'email IS NOT NULL OR pp_contact_id IS NOT NULL')
@ObjectType('Contact', { description: 'A person or company in the registry: the one record of who somebody is.' })
@Directive('@key(fields: "id")')
export class Contact extends Updatable {
  /** Null for the shared registry; see contact.policy.ts. */
  @ForeignKey(() => User, { name: 'contacts_owner_user_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'owner_user_id', nullable: true })
  ownerUserId!: string | null;

  @Field(() => String, { nullable: true, description: 'The first name.' })
  @Column({ type: 'varchar', length: 255, name: 'first_name', nullable: true })
  firstName!: string | null;

  @Field(() => String, { nullable: true, description: 'The last name.' })
  @Column({ type: 'varchar', length: 255, name: 'last_name', nullable: true })
  lastName!: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address; unique in the registry, and for each owner.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'The telephone number.' })
  @Column({ type: 'varchar', length: 50, name: 'phone_number', nullable: true })
  phoneNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'The company.' })
  @Column({ type: 'varchar', length: 255, name: 'company_name', nullable: true })
  companyName!: string | null;

  @Field(() => ContactType, { nullable: true, description: 'What the contact is to the business.' })
  @Column({ type: 'enum', enum: ContactType, enumName: 'contacts_type' })
  type!: ContactType;

  @Field(() => String, { nullable: true, description: 'The id of the contact in PracticePanther.' })
  @Column({ type: 'varchar', length: 255, name: 'pp_contact_id', nullable: true })
  ppContactId!: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'A second address, where the first is shared with others.' })
  @Column({ type: 'varchar', length: 255, name: 'alternate_email', nullable: true })
  alternateEmail!: string | null;

  // Null on the card of a contact whose details the viewer may not read; see contact.loader.ts.
  @Field(() => Int, {
    nullable: true,
    description: 'Raised by every edit; send it back with an edit, so that nobody else’s is overwritten.',
  })
  override version!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it was made.' })
  override createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was last edited.' })
  override updatedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the contact was archived.' })
  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt!: Date | null;
}

export const ContactConnection = connectionOf(Contact, 'Contact', 'contacts');
