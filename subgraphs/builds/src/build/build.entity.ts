import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Project } from '../project/project.entity';

export enum BuildStatus {
  INQUIRY = 'INQUIRY',
  PROPOSAL_SENT = 'PROPOSAL_SENT',
  BOOKED = 'BOOKED',
  COMPLETED = 'COMPLETED',
  ARCHIVED = 'ARCHIVED',
}
registerEnumType(BuildStatus, {
  name: 'BuildStatus',
  description: 'Where a build is on its way from the inquiry to the finished production.',
});

@Entity('builds')
@Unique('builds_inquiry_id_key', ['inquiryId'])
@Unique('builds_project_id_key', ['projectId'])
@Index('builds_created_at_idx', ['createdAt', 'id'])
@Index('builds_live_price_idx', ['livePrice', 'id'])
@Index('builds_client_id_created_at_idx', ['clientId', 'createdAt', 'id'])
@ObjectType('Build', { description: 'A quote, and the ledger of what was approved and paid of it.' })
@Directive('@key(fields: "id")')
export class Build extends Updatable {
  /** Whose login may read the build; the project's client where there is a project. See build.policy.ts. */
  @Column({ type: 'uuid', name: 'client_id', nullable: true })
  clientId!: string | null;

  /** The inquiry that the build answers; one of crm, which has no type for it yet. */
  @Column({ type: 'uuid', name: 'inquiry_id', nullable: true })
  inquiryId!: string | null;

  @ForeignKey(() => Project, { name: 'builds_project_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'project_id', nullable: true })
  projectId!: string | null;

  @Field(() => BuildStatus, { description: 'Where the build is on its way.' })
  @Column({ type: 'enum', enum: BuildStatus, enumName: 'builds_status' })
  status!: BuildStatus;

  /** Where an archived build goes back to; see transitions.ts. */
  @Column({ type: 'enum', enum: BuildStatus, enumName: 'builds_status', name: 'archived_from', nullable: true })
  archivedFrom!: BuildStatus | null;

  // `insert: false` on what no request may write: PostgreSQL refuses a statement that as much as names the column.
  @Field(() => DateTime, { nullable: true, description: 'Since when the configuration changes through change orders only.' })
  @Column({ type: 'timestamptz', name: 'configuration_locked_at', nullable: true, insert: false })
  configurationLockedAt!: Date | null;

  @Field(() => Decimal, { description: 'The price that the client approved, in dollars.' })
  @Column({ type: 'numeric', precision: 10, scale: 2, name: 'approved_price', default: () => '0.00', insert: false })
  approvedPrice!: string;

  @Field(() => Decimal, { description: 'The price of the configuration as it is now, in dollars.' })
  @Column({ type: 'numeric', precision: 10, scale: 2, name: 'live_price', default: () => '0.00', insert: false })
  livePrice!: string;

  @Field(() => Decimal, { description: 'All payments so far, in dollars.' })
  @Column({ type: 'numeric', precision: 10, scale: 2, name: 'total_paid', default: () => '0.00', insert: false })
  totalPaid!: string;

  @Field(() => DateTime, { nullable: true, description: 'When the build was archived.' })
  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt!: Date | null;
}

export const BuildConnection = connectionOf(Build, 'Build', 'builds');
