import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How often PINs were guessed, by what is counted together; the system's alone. See pin-throttle.rules.ts. */
@Entity('pin_throttles')
@Index('pin_throttles_window_start_idx', ['windowStart'])
export class PinThrottle {
  @PrimaryColumn({ type: 'varchar', length: 20, primaryKeyConstraintName: 'pin_throttles_pkey' })
  readonly bucket!: string;

  @PrimaryColumn({ type: 'varchar', length: 200, primaryKeyConstraintName: 'pin_throttles_pkey' })
  readonly key!: string;

  /** Attempts that were let through: those of the window, or since the last right one. */
  @Column({ type: 'integer' })
  fails!: number;

  /** When the window began; of a bucket without one, when the last attempt was let through. */
  @Column({ type: 'timestamptz', name: 'window_start' })
  windowStart!: Date;

  /** How many locks have followed each other; each lasts twice as long as the one before. */
  @Column({ type: 'integer', name: 'lock_level', default: 0 })
  lockLevel!: number;

  @Column({ type: 'timestamptz', name: 'locked_until', nullable: true })
  lockedUntil!: Date | null;
}
