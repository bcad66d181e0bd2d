import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { Field, InputType, ObjectType } from 'type-graphql';
import { User } from '../user/user.entity';

@InputType('SignInInput', { description: 'What proves who you are.' })
export class SignInInput {
  @Field(() => EmailAddress, { description: 'Your e-mail address, in any case.' })
  email!: string;

  @Field(() => String, { description: 'Your password.' })
  password!: string;
}

@ObjectType('SignInPayload', { description: 'A session that has just begun.' })
export class SignInPayload {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer …` with every request.' })
  accessToken!: string;

  @Field(() => String, { description: 'Gets the next access token; keep it secret.' })
  refreshToken!: string;

  @Field(() => DateTime, { description: 'When the access token expires.' })
  expiresAt!: Date;

  @Field(() => User, { description: 'Who signed in.' })
  user!: User;
}
