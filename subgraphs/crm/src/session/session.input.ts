import { IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { User } from '../user/user.entity';

@InputType('SignInInput', { description: 'What proves who you are.' })
export class SignInInput {
  @Field(() => EmailAddress, { description: 'Your e-mail address, in any case.' })
  email!: string;

  @Field(() => String, { description: 'Your password.' })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What an earlier sign-in on this device answered. With it you get in while strangers lock your account.',
  })
  deviceToken?: string | null;
}

@InputType('RefreshSessionInput', { description: 'What proves that a session is yours.' })
export class RefreshSessionInput {
  @Field(() => String, { description: 'The refresh token that you got last. It works once; its second use ends the session.' })
  refreshToken!: string;
}

@ObjectType('SessionTokens', { description: 'The next tokens of a session.' })
export class SessionTokens {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer …` with every request.' })
  accessToken!: string;

  @Field(() => String, { description: 'Gets the next access token, once; keep it secret.' })
  refreshToken!: string;

  @Field(() => DateTime, { description: 'When the access token expires.' })
  expiresAt!: Date;
}

@ObjectType('SignInPayload', { description: 'A session that has just begun.' })
export class SignInPayload {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer …` with every request.' })
  accessToken!: string;

  @Field(() => String, { description: 'Gets the next access token by `refreshSession`, once; keep it secret.' })
  refreshToken!: string;

  @Field(() => DateTime, { description: 'When the access token expires.' })
  expiresAt!: Date;

  @Field(() => String, { description: 'Keep it on this device and give it at the next sign-in, so that the device is known.' })
  deviceToken!: string;

  @Field(() => User, { description: 'Who signed in.' })
  user!: User;
}

export enum UserSessionOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  EXPIRES_AT_DESC = 'EXPIRES_AT_DESC',
}
registerEnumType(UserSessionOrder, { name: 'UserSessionOrder', description: 'How a list of sessions is ordered.' });

@InputType('UserSessionFilter', { description: 'Which sessions; all conditions must hold.' })
export class UserSessionFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => Boolean, { nullable: true, description: 'Only those that nobody has ended, or only those that were ended.' })
  isActive?: boolean;
}

@ArgsType()
export class UserSessionPageArgs extends PageArgs {
  @Field(() => UserSessionFilter, { nullable: true, description: 'Which sessions; all that you may see if not given.' })
  filter?: UserSessionFilter;

  @Field(() => UserSessionOrder, { defaultValue: UserSessionOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: UserSessionOrder;
}
