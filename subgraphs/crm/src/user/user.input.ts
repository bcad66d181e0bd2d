import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { UserRole } from './user.entity';

export enum UserOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  EMAIL_ASC = 'EMAIL_ASC',
}
registerEnumType(UserOrder, { name: 'UserOrder', description: 'How a list of users is ordered.' });

@InputType('UserFilter', { description: 'Which users; all conditions must hold.' })
export class UserFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By e-mail address.' })
  email?: StringFilter;

  @Field(() => [UserRole], { nullable: true, description: 'With one of these roles.' })
  role?: UserRole[];

  @Field(() => Boolean, { nullable: true, description: 'Only those who may sign in, or only those who may not.' })
  isActive?: boolean;
}

@ArgsType()
export class UserPageArgs extends PageArgs {
  @Field(() => UserFilter, { nullable: true, description: 'Which users; all that you may see if not given.' })
  filter?: UserFilter;

  @Field(() => UserOrder, { defaultValue: UserOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: UserOrder;
}

@InputType('UpdateProfileInput', { description: 'What changes in a profile; what is left out stays.' })
export class UpdateProfileInput {
  @Field(() => ID, { description: 'Whose profile.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'The name to be shown by; 3 to 255 characters, unique.' })
  username?: string;

  @Field(() => String, { nullable: true, description: 'The first name.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'The last name.' })
  lastName?: string | null;

  @Field(() => UrlScalar, { nullable: true, description: 'Where the picture is.' })
  avatarUrl?: string | null;
}
