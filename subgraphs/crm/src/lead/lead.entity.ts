import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { EmailAddress } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { User } from '../user/user.entity';
import { Workspace } from '../workspace/workspace.entity';

export enum LeadStatus {
  NEW = 'NEW',
  ACTIVE = 'ACTIVE',
  QUALIFIED = 'QUALIFIED',
  UNQUALIFIED = 'UNQUALIFIED',
  CLOSED = 'CLOSED',
}
registerEnumType(LeadStatus, { name: 'LeadStatus', description: 'How far a lead has come on the way to a client.' });

export enum OptStatus {
  OPTED_IN = 'OPTED_IN',
  OPTED_OUT = 'OPTED_OUT',
  PENDING = 'PENDING',
}
registerEnumType(OptStatus, { name: 'OptStatus', description: 'Whether somebody agreed to be written to, refused it, or was asked.' });

@Entity('leads')
@Index('leads_user_id_email_key', { synchronize: false })
@Index('leads_user_id_phone_key', { synchronize: false })
@Index('leads_user_id_idx', ['userId'])
@Index('leads_workspace_id_idx', ['workspaceId'])
@Index('leads_status_idx', ['status'])
@Index('leads_email_idx', ['email'])
@Index('leads_phone_idx', ['phone'])
@Index('leads_user_id_status_idx', ['userId', 'status'])
@Index('leads_user_id_active_idx', { synchronize: false })
@Index('leads_tags_idx', { synchronize: false })
@Index('leads_email_lower_idx', { synchronize: false })
@Index('leads_name_lower_idx', { synchronize: false })
@Index('leads_user_id_status_covering_idx', { synchronize: false })
@Index('leads_created_at_idx', { synchronize: false })
@Index('leads_name_idx', ['name', 'id'])
@Index('leads_score_idx', { synchronize: false })
@Index('leads_user_id_created_at_idx', { synchronize: false })
@Index('leads_workspace_id_created_at_idx', { synchronize: false })
@Check('leads_score_check', 'score BETWEEN 0 AND 100')
@ObjectType('Lead', { description: 'A person who may become a client: of its owner, and of the workspace that shares it.' })
@Directive('@key(fields: "id")')
export class Lead extends Updatable {
  /** The owner; see lead.policy.ts. */
  @ForeignKey(() => User, { name: 'leads_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  /** The workspace that shares it. Requests change it through `move_lead` alone; see shared-rows.ts. */
  @ForeignKey(() => Workspace, { name: 'leads_workspace_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'workspace_id', nullable: true })
  workspaceId!: string | null;

  @Field(() => String, { description: 'Who it is.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The telephone number: digits, after a + where the country is known.' })
  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address; unique among the leads of an owner.' })
  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'The company.' })
  @Column({ type: 'text', nullable: true })
  company!: string | null;

  @Field(() => LeadStatus, { description: 'How far it has come.' })
  @Column({ type: 'enum', enum: LeadStatus, enumName: 'lead_status', default: LeadStatus.NEW })
  status!: LeadStatus;

  @Field(() => Int, { nullable: true, description: 'How promising it is, from 0 to 100.' })
  @Column({ type: 'integer', nullable: true })
  score!: number | null;

  @Field(() => [String], { description: 'Tags, each once.' })
  @Column({ type: 'text', array: true, default: '{}' })
  tags!: string[];

  @Field(() => OptStatus, { nullable: true, description: 'Whether it agreed to be written to; null when nobody asked.' })
  @Column({ type: 'enum', enum: OptStatus, enumName: 'opt_status', name: 'opt_status', nullable: true })
  optStatus!: OptStatus | null;

  @Field(() => Boolean, { description: 'Whether it was deleted, which only the answer of `deleteLead` says: nobody finds it afterwards.' })
  @Column({ type: 'boolean', name: 'is_deleted', default: false })
  isDeleted!: boolean;
}

export const LeadConnection = connectionOf(Lead, 'Lead', 'leads');
