import { EmailAddress } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { UserRole } from './user.entity';

@InputType({ description: 'Which user an administrator decides about.' })
abstract class UserDecision {
  @Field(() => ID, { description: 'Which user; never yourself.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the decision was made from; a newer one refuses it.' })
  version?: number;
}

@InputType('SetUserRoleInput', { description: 'The primary role that a user is to have.' })
export class SetUserRoleInput extends UserDecision {
  @Field(() => UserRole, { description: 'The primary role.' })
  role!: UserRole;
}

@InputType('SetUserActiveInput', { description: 'Whether a user may sign in.' })
export class SetUserActiveInput extends UserDecision {
  @Field(() => Boolean, { description: 'Whether the user may sign in; no ends all sessions.' })
  isActive!: boolean;
}

@InputType('RoleGrantInput', { description: 'A role of a user besides the primary one.' })
export class RoleGrantInput {
  @Field(() => ID, { description: 'Which user; never yourself.' })
  userId!: string;

  @Field(() => ID, { description: 'Which role.' })
  roleId!: string;
}

@InputType('CreateUserInput', { description: 'A new user, with a contact of their own.' })
export class CreateUserInput {
  @Field(() => EmailAddress, { description: 'The address that signs in; of no other user, and of no contact of the registry.' })
  email!: string;

  @Field(() => String, { nullable: true, description: 'The name to be shown by, at least 3 characters; the address if not given.' })
  username?: string | null;

  @Field(() => UserRole, { defaultValue: UserRole.USER, description: 'The primary role.' })
  role!: UserRole;

  @Field(() => String, { nullable: true, description: 'The first name.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'The last name.' })
  lastName?: string | null;
}
