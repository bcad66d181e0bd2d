import type { GrantSubject } from '@plat/shared/access/grants';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * That somebody owns, or takes part in, something of another service; fed by that service's events. Owners are known by
 * their user (role OWNER), participants of exchanges by their contact (role and effective rights of the participation),
 * clients of projects by their client (role CLIENT). Role NONE, never active, notes that the owner was asked and knew of nothing.
 */
@Entity('access_grants')
@Index('access_grants_principal_id_subject_id_idx', ['principalId', 'subjectId'])
@Index('access_grants_none_idx', { synchronize: false })
export class AccessGrant {
  @PrimaryColumn({ type: 'varchar', length: 50, name: 'subject_type', primaryKeyConstraintName: 'access_grants_pkey' })
  subjectType!: GrantSubject;

  @PrimaryColumn({ type: 'uuid', name: 'subject_id', primaryKeyConstraintName: 'access_grants_pkey' })
  subjectId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'principal_id', primaryKeyConstraintName: 'access_grants_pkey' })
  principalId!: string;

  @PrimaryColumn({ type: 'varchar', length: 50, primaryKeyConstraintName: 'access_grants_pkey' })
  role!: string;

  /** Effective rights: what the role allows, narrowed by the participation. Owners need none. */
  @Column({ type: 'text', array: true, default: '{}' })
  permissions!: string[];

  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  /** The event that it was written from: an older one never overwrites it. */
  @Column({ type: 'bigint', name: 'source_seq', default: 0 })
  sourceSeq!: string;
}
