import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How much space somebody takes, in bytes; triggers count it. Its row is locked by whoever wants more. */
@Entity('storage_usages')
@Check('storage_usages_used_check', 'used >= 0')
@Check('storage_usages_reserved_check', 'reserved >= 0')
export class StorageUsage {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'storage_usages_pkey' })
  readonly userId!: string;

  /** By what they have added. */
  @Column({ type: 'bigint', default: 0 })
  used!: string;

  /** By what they are sending. */
  @Column({ type: 'bigint', default: 0 })
  reserved!: string;
}
