import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Client } from '../client/client.entity';
import { Contact } from '../contact/contact.entity';

export enum UserRole {
  USER = 'USER',
  ADMIN = 'ADMIN',
  SUPPORT = 'SUPPORT',
  STANDARD = 'STANDARD',
  CLIENT = 'CLIENT',
  AGENT = 'AGENT',
  EMPLOYEE = 'EMPLOYEE',
  THIRD_PARTY = 'THIRD_PARTY',
  AGENCY = 'AGENCY',
  COORDINATOR = 'COORDINATOR',
}
registerEnumType(UserRole, { name: 'UserRole', description: 'The primary role of a user.' });

@Entity('users')
@Index('users_username_key', { synchronize: false })
@Unique('users_client_id_key', ['clientId'])
@Unique('users_contact_id_key', ['contactId'])
@Index('users_email_key', { synchronize: false })
@Index('users_created_at_idx', ['createdAt', 'id'])
@Index('users_email_idx', ['email', 'id'])
@ObjectType('User', { description: 'A person who can sign in, with a profile and a role.' })
@Directive('@key(fields: "id")')
export class User extends Updatable {
  @Field(() => String, { description: 'The name that the person chose to be shown by.' })
  @Column({ type: 'varchar', length: 255 })
  username!: string;

  @Field(() => EmailAddress, { description: 'The address that signs in; unique in any case.' })
  @Column({ type: 'varchar', length: 255 })
  email!: string;

  @SecretColumn({ type: 'varchar', length: 255, name: 'password_hash' })
  passwordHash!: string;

  @Field(() => String, { nullable: true, description: 'The first name.' })
  @Column({ type: 'varchar', length: 255, name: 'first_name', nullable: true })
  firstName!: string | null;

  @Field(() => String, { nullable: true, description: 'The last name.' })
  @Column({ type: 'varchar', length: 255, name: 'last_name', nullable: true })
  lastName!: string | null;

  @Field(() => String, { nullable: true, description: 'The full name; first and last name unless given.' })
  @Column({ type: 'text', name: 'full_name', nullable: true })
  fullName!: string | null;

  @Field(() => UrlScalar, { nullable: true, description: 'Where the picture is.' })
  @Column({ type: 'text', name: 'avatar_url', nullable: true })
  avatarUrl!: string | null;

  @Field(() => UserRole, { description: 'The primary role; only administrators change it, and never their own.' })
  @Column({ type: 'enum', enum: UserRole, enumName: 'user_role', default: UserRole.USER })
  role!: UserRole;

  @Field(() => Boolean, { description: 'Whether the user may sign in.' })
  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @ForeignKey(() => Client, { name: 'users_client_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'client_id', nullable: true })
  clientId!: string | null;

  @ForeignKey(() => Contact, { name: 'users_contact_id_fkey', onDelete: 'RESTRICT' })
  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the user last signed in.' })
  @Column({ type: 'timestamptz', name: 'last_login_date', nullable: true })
  lastLoginDate!: Date | null;

  @Field(() => String, { nullable: true, description: 'From which network address the user last signed in.' })
  @Column({ type: 'inet', name: 'last_login_ip', nullable: true })
  lastLoginIp!: string | null;

  @Field(() => Int, { description: 'Failed sign-ins since the last good one.' })
  @Column({ type: 'integer', name: 'login_attempts', default: 0 })
  loginAttempts!: number;

  @Field(() => DateTime, { nullable: true, description: 'Until when sign-in is refused after too many failures.' })
  @Column({ type: 'timestamptz', name: 'locked_until', nullable: true })
  lockedUntil!: Date | null;
}

export const UserConnection = connectionOf(User, 'User', 'users');
