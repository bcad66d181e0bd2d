import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { seqColumn } from '../exchange-message/exchange-message.entity';

/** How far one person has come in one exchange; of no concern to anybody else. */
@Entity('message_read_markers')
@Unique('message_read_markers_exchange_id_contact_id_key', ['exchangeId', 'contactId'])
@Index('message_read_markers_contact_id_idx', ['contactId'])
@Check('message_read_markers_order_check', '0 <= read_seq AND read_seq <= delivered_seq')
export class MessageReadMarker {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'message_read_markers_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'contact_id' })
  contactId!: string;

  @Column({ type: 'bigint', name: 'delivered_seq', default: 0, transformer: seqColumn })
  deliveredSeq!: number;

  @Column({ type: 'bigint', name: 'read_seq', default: 0, transformer: seqColumn })
  readSeq!: number;

  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
