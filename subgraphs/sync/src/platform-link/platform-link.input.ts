import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { Json } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { SyncDirection, SyncPlatform } from './platform-link.entity';

export enum PlatformLinkOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  NAME_ASC = 'NAME_ASC',
  LAST_SYNC_DATE_DESC = 'LAST_SYNC_DATE_DESC',
}
registerEnumType(PlatformLinkOrder, {
  name: 'PlatformLinkOrder',
  description: 'How a list of platform links is ordered; rows without the value come last.',
});

export enum DocumentsOfPlatformLink {
  KEEP = 'KEEP',
  TRASH = 'TRASH',
}
registerEnumType(DocumentsOfPlatformLink, {
  name: 'DocumentsOfPlatformLink',
  description:
    'What becomes of the documents of a platform that is disconnected. KEEP: they stay, without it; TRASH: they go to the trash.',
});

@InputType('PlatformLinkFilter', { description: 'Which platform links; all conditions must hold.' })
export class PlatformLinkFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;

  @Field(() => [SyncPlatform], { nullable: true, description: 'On one of these platforms.' })
  platform?: SyncPlatform[];

  @Field(() => Boolean, { nullable: true, description: 'Those that are synchronised, or those that are not.' })
  isEnabled?: boolean;

  @Field(() => StringFilter, { nullable: true, description: 'By the state of the connection.' })
  status?: StringFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were last synchronised.' })
  lastSyncDate?: DateTimeFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were added.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class PlatformLinkPageArgs extends PageArgs {
  @Field(() => PlatformLinkFilter, { nullable: true, description: 'Which platform links; all that you may see if not given.' })
  filter?: PlatformLinkFilter;

  @Field(() => PlatformLinkOrder, { defaultValue: PlatformLinkOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: PlatformLinkOrder;
}

@InputType({ description: 'The details of a platform link.' })
abstract class PlatformLinkDetails {
  @Field(() => Boolean, { nullable: true, description: 'Whether it is synchronised at all; true for a new one.' })
  isEnabled?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is synchronised when the platform starts; false for a new one.' })
  syncOnStartup?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is synchronised every `syncInterval` minutes; false for a new one.' })
  syncOnSchedule?: boolean;

  @Field(() => SyncDirection, { nullable: true, description: 'Which way files go.' })
  syncDirection?: SyncDirection | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes from one synchronisation to the next: 1 to 10,080, a week. A schedule needs it.',
  })
  syncInterval?: number | null;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form; no secrets, for it is returned.' })
  metadata?: unknown;
}

@InputType('CreatePlatformLinkInput', { description: 'A platform that you connect.' })
export class CreatePlatformLinkInput extends PlatformLinkDetails {
  @Field(() => String, { description: 'What you call it; at most 255 characters.' })
  name!: string;

  @Field(() => SyncPlatform, { description: 'What kind of platform it is.' })
  platform!: SyncPlatform;

  @Field(() => String, {
    description: 'The folder to synchronise: an absolute path as the platform writes it, an http or https address for WEB.',
  })
  rootPath!: string;

  @Field(() => Json, {
    description: 'An object with what the platform asks for to let us in, at most 16 KB. It is encrypted, and never returned.',
  })
  credentials!: unknown;
}

@InputType('UpdatePlatformLinkInput', { description: 'What changes in a platform link; what is left out stays.' })
export class UpdatePlatformLinkInput extends PlatformLinkDetails {
  @Field(() => ID, { description: 'Which platform link.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What you call it; at most 255 characters.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'The folder to synchronise; it must fit the platform, which stays.' })
  rootPath?: string;

  @Field(() => Json, {
    nullable: true,
    description: 'An object that takes the place of the former credentials, at most 16 KB; never returned.',
  })
  credentials?: unknown;
}
