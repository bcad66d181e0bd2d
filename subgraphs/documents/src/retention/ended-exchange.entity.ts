import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An exchange that has ended, as its events tell. */
@Entity('ended_exchanges')
export class EndedExchange {
  @PrimaryColumn({ type: 'uuid', name: 'exchange_id', primaryKeyConstraintName: 'ended_exchanges_pkey' })
  readonly exchangeId!: string;

  @Column({ type: 'timestamptz', name: 'ended_at' })
  endedAt!: Date;
}
