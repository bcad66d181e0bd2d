import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { DateTime } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { AccessToken } from './access-token.entity';

export enum AccessTokenOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(AccessTokenOrder, { name: 'AccessTokenOrder', description: 'How a list of access tokens is ordered.' });

@InputType('AccessTokenFilter', { description: 'Which access tokens; all conditions must hold.' })
export class AccessTokenFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;
}

@ArgsType()
export class AccessTokenPageArgs extends PageArgs {
  @Field(() => AccessTokenFilter, { nullable: true, description: 'Which access tokens; all of them if not given, the revoked ones too.' })
  filter?: AccessTokenFilter;

  @Field(() => AccessTokenOrder, { defaultValue: AccessTokenOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: AccessTokenOrder;
}

@InputType('CreateAccessTokenInput', { description: 'A new access token of yours, and the proof that it is you.' })
export class CreateAccessTokenInput {
  @Field(() => String, { description: 'What you call it; at most 255 characters.' })
  name!: string;

  @Field(() => [String], {
    description: 'What it may do at most: permissions such as `property:read`. Users and roles are not written by tokens.',
  })
  scopes!: string[];

  @Field(() => DateTime, { description: 'From when on it is worth nothing; at most a year from now.' })
  expiresAt!: Date;

  @Field(() => String, { description: 'Your password. Five wrong ones within an hour are the most that are looked at.' })
  password!: string;
}

@ObjectType('CreatedAccessToken', { description: 'A new access token in clear: nobody can show it again.' })
export class CreatedAccessToken {
  @Field(() => AccessToken, { description: 'What is known of it from now on.' })
  accessToken!: AccessToken;

  @Field(() => String, { description: 'The token. Send it as `Authorization: Bearer …`, and keep it as you keep a password.' })
  token!: string;
}
