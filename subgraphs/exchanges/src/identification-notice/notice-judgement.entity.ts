import { CivilDate, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { IdentificationNotice, NoticeVerdict } from './identification-notice.entity';

/** Written by the database, whenever the verdict of a notice changes. */
@Entity('notice_judgements')
@Index('notice_judgements_notice_id_judged_at_idx', ['noticeId', 'judgedAt'])
@ObjectType('NoticeJudgement', { description: 'That a notice was judged again, because the last day to identify moved.' })
export class NoticeJudgement {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => IdentificationNotice, { name: 'notice_judgements_notice_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'notice_id' })
  noticeId!: string;

  @Field(() => NoticeVerdict, { description: 'What was thought of it before.' })
  @Column({ type: 'enum', enum: NoticeVerdict, enumName: 'notice_verdict' })
  former!: NoticeVerdict;

  @Field(() => NoticeVerdict, { description: 'What is thought of it from then on.' })
  @Column({ type: 'enum', enum: NoticeVerdict, enumName: 'notice_verdict' })
  verdict!: NoticeVerdict;

  @Field(() => CivilDate, { nullable: true, description: 'The last day to identify, by which it was judged.' })
  @Column({ type: 'date', name: 'identification_ends', nullable: true })
  identificationEnds!: string | null;

  @Field(() => DateTime, { description: 'When.' })
  @Column({ type: 'timestamptz', name: 'judged_at', default: () => 'clock_timestamp()' })
  judgedAt!: Date;
}
