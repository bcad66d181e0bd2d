import { DateTime } from '@plat/shared/graphql/scalars';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { Field, ID, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Document } from '../document/document.entity';

/** A file of a bundle, and by which grant its maker may have it. */
export interface BundleMember {
  readonly documentId: string;
  readonly versionNumber: number;
  readonly grantId?: string;
}

@ObjectType('DocumentBundleExclusion', { description: 'A document that was asked for and is not in a bundle.' })
export class BundleExclusion {
  @Field(() => ID, { description: 'Its id, as it was asked for.' })
  documentId!: string;

  @Field(() => String, { nullable: true, description: 'Its title, if you may see it.' })
  title!: string | null;

  @Field(() => String, { description: 'Why not, by the code of the error: NOT_FOUND, PIN_REQUIRED, FORBIDDEN, CONFLICT, …' })
  code!: string;
}

@Entity('document_bundles')
@Index('document_bundles_expires_at_idx', ['expiresAt'])
@Index('document_bundles_user_id_idx', ['userId'])
@Check('document_bundles_members_check', `jsonb_typeof(members) = 'array' AND jsonb_array_length(members) <= 100`)
@ObjectType('DocumentBundle', { description: 'Several documents as one zip file, which is made while it is sent.' })
export class DocumentBundle {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  /** Whose it is: nobody else gets it. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Column({ type: 'jsonb' })
  members!: readonly BundleMember[];

  @Field(() => [BundleExclusion], { description: 'What was asked for and is not in it; the file CONTENTS.txt in it says so too.' })
  @Column({ type: 'jsonb' })
  excluded!: BundleExclusion[];

  /** Why an administrator has what is a lead's. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  reason!: string | null;

  @Field(() => DateTime, { description: 'Until when its address counts.' })
  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt!: Date;

  @Field(() => [Document], { description: 'What is in it.' })
  included!: Document[];

  @Field(() => UrlScalar, { nullable: true, description: 'Where it is had, by you alone; null when nothing is in it.' })
  url!: string | null;
}
