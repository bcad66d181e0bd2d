import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';

@Entity('projects')
@Index('projects_wedding_date_idx', ['weddingDate', 'id'])
@Index('projects_created_at_idx', ['createdAt', 'id'])
@Index('projects_client_id_created_at_idx', ['clientId', 'createdAt', 'id'])
@ObjectType('Project', { description: 'A booked wedding and all the work on it.' })
@Directive('@key(fields: "id")')
export class Project extends Updatable {
  /** Whose login may read the project; see project.policy.ts. */
  @Column({ type: 'uuid', name: 'client_id' })
  clientId!: string;

  @Field(() => String, { nullable: true, description: 'What the project is called.' })
  @Column({ type: 'varchar', length: 255, name: 'project_name', nullable: true })
  projectName!: string | null;

  @Field(() => CivilDate, { description: 'The day of the wedding.' })
  @Column({ type: 'date', name: 'wedding_date' })
  weddingDate!: string;

  @Field(() => CivilDate, { nullable: true, description: 'The day on which the client booked; not after the wedding.' })
  @Column({ type: 'date', name: 'booking_date', nullable: true })
  bookingDate!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day on which the edit starts; not before the wedding.' })
  @Column({ type: 'date', name: 'edit_start_date', nullable: true })
  editStartDate!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the work stands, in words.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  phase!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the project was archived.' })
  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt!: Date | null;
}

export const ProjectConnection = connectionOf(Project, 'Project', 'projects');
