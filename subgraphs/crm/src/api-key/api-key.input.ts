import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ApiKey, ApiKeyStatus } from './api-key.entity';

export enum ApiKeyOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  SERVICE_ASC = 'SERVICE_ASC',
  LAST_USED_DESC = 'LAST_USED_DESC',
}
registerEnumType(ApiKeyOrder, {
  name: 'ApiKeyOrder',
  description: 'How a list of API keys is ordered; rows without the value come last.',
});

@InputType('ApiKeyFilter', { description: 'Which API keys; all conditions must hold.' })
export class ApiKeyFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By the service that they open.' })
  service?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  keyName?: StringFilter;

  @Field(() => Boolean, { nullable: true, description: 'Only those in use, or only those that are not.' })
  isActive?: boolean;

  @Field(() => [ApiKeyStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: ApiKeyStatus[];
}

@ArgsType()
export class ApiKeyPageArgs extends PageArgs {
  @Field(() => ApiKeyFilter, { nullable: true, description: 'Which API keys; all that you may see if not given.' })
  filter?: ApiKeyFilter;

  @Field(() => ApiKeyOrder, { defaultValue: ApiKeyOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ApiKeyOrder;
}

@InputType('CreateApiKeyInput', { description: 'A new API key of yours.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'The service that it opens; at most 100 characters.' })
  service!: string;

  @Field(() => String, { nullable: true, description: 'What you call it, `default` if not given; at most 255 characters.' })
  keyName?: string;

  @Field(() => String, { description: 'The key; at most 8 KB. It is kept encrypted.' })
  key!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is the one in use, as it is if not given.' })
  isActive?: boolean;
}

@InputType('UpdateApiKeyInput', { description: 'What changes in an API key; what is left out stays.' })
export class UpdateApiKeyInput {
  @Field(() => ID, { description: 'Which API key.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What you call it; at most 255 characters.' })
  keyName?: string;

  @Field(() => String, { nullable: true, description: 'A new key in place of the old one; at most 8 KB.' })
  key?: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is the one in use.' })
  isActive?: boolean;
}

@InputType('RevealApiKeyInput', { description: 'Which key you ask to read, and the proof that it is you.' })
export class RevealApiKeyInput {
  @Field(() => ID, { description: 'Which API key.' })
  id!: string;

  @Field(() => String, { description: 'Your password. Five wrong ones within an hour are the most that are looked at.' })
  password!: string;
}

@ObjectType('RevealedApiKey', { description: 'An API key in clear; show it to its owner and keep it nowhere.' })
export class RevealedApiKey {
  @Field(() => ApiKey, { description: 'Which API key it is.' })
  apiKey!: ApiKey;

  @Field(() => String, { description: 'The key.' })
  key!: string;
}
