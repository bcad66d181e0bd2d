import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, Unique } from 'typeorm';

export enum ContributorType {
  INTERNAL = 'INTERNAL',
  EXTERNAL = 'EXTERNAL',
  FREELANCE = 'FREELANCE',
}
registerEnumType(ContributorType, {
  name: 'ContributorType',
  description: 'How a contributor works for us.',
  valuesConfig: {
    INTERNAL: { description: 'Employed here.' },
    EXTERNAL: { description: 'Sent by another company.' },
    FREELANCE: { description: 'Works on its own account.' },
  },
});

@Entity('contributors')
@Unique('contributors_user_id_key', ['userId'])
@Unique('contributors_contact_id_key', ['contactId'])
@Index('contributors_created_at_idx', ['createdAt', 'id'])
@ObjectType('Contributor', { description: 'Somebody who works on productions: films, edits, or helps with either.' })
@Directive('@key(fields: "id")')
export class Contributor extends Updatable {
  /** Who it is in the registry of people. */
  @Column({ type: 'uuid', name: 'contact_id' })
  contactId!: string;

  /** Whose login may read the row; see contributor.policy.ts. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => ContributorType, { nullable: true, description: 'How the contributor works for us.' })
  @Column({ type: 'enum', enum: ContributorType, enumName: 'contributors_type', name: 'contributor_type', nullable: true })
  contributorType!: ContributorType | null;

  @Field(() => Decimal, { description: 'What an hour costs where no other rate is agreed, in dollars.' })
  @Column({ type: 'numeric', precision: 8, scale: 2, name: 'default_hourly_rate', default: () => '0.00' })
  defaultHourlyRate!: string;

  /** What it does unless a project says otherwise, a role of crm. */
  @Column({ type: 'uuid', name: 'role_id', nullable: true })
  roleId!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the contributor was archived.' })
  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt!: Date | null;
}

export const ContributorConnection = connectionOf(Contributor, 'Contributor', 'contributors');
