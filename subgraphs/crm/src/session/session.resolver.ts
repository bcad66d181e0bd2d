import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { UserSession, UserSessionConnection } from './session.entity';
import { RefreshSessionInput, SessionTokens, SignInInput, SignInPayload, UserSessionPageArgs } from './session.input';

@Resolver(() => UserSession)
export class SessionResolver {
  @Query(() => UserSession, { nullable: true, description: 'A session by id; null when there is none that you may see.' })
  session(@Arg('id', () => ID, { description: 'The id of the session.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.session.load(id);
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is the session that you ask with.' })
  isCurrent(@Root() { id }: UserSession, @Ctx() { scope }: CrmContext) {
    return id === scope.viewer.identity.sessionId;
  }

  @Mutation(() => SignInPayload, {
    nullable: true,
    description:
      'Begins a session with e-mail address and password. An address that is not confirmed yet is answered as one without an account.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'What proves who you are.' }) input: SignInInput,
    @Ctx() { sessions }: CrmContext,
  ) {
    return sessions.signIn(input);
  }

  @Mutation(() => SessionTokens, {
    nullable: true,
    description:
      'Exchanges a refresh token for the next tokens of its session. It works once; within ten seconds the same client gets the same tokens again, and any other second use ends the session.',
  })
  refreshSession(
    @Arg('input', () => RefreshSessionInput, { description: 'What proves that a session is yours.' }) input: RefreshSessionInput,
    @Ctx() { sessionRefresh }: CrmContext,
  ) {
    return sessionRefresh.refresh(input);
  }

  @Mutation(() => UserSession, { nullable: true, description: 'Ends the session that you ask with.' })
  signOut(@Ctx() { sessionEnd }: CrmContext) {
    return sessionEnd.signOut();
  }

  @Mutation(() => Int, { nullable: true, description: 'Ends all your sessions on all devices, this one too, and answers how many.' })
  signOutEverywhere(@Ctx() { sessionEnd }: CrmContext) {
    return sessionEnd.signOutEverywhere();
  }

  @Mutation(() => UserSession, { nullable: true, description: 'Ends a session of yours, such as one on a device that is lost.' })
  revokeSession(@Arg('id', () => ID, { description: 'Which session.' }) id: string, @Ctx() { sessionEnd }: CrmContext) {
    return sessionEnd.revoke(id);
  }
}

/** What sessions add to a user. */
@Resolver(() => User)
export class UserSessionsResolver {
  @FieldResolver(() => UserSessionConnection, { nullable: true, description: 'The sessions of the user, ended ones too.' })
  sessions(@Root() { id }: User, @Args(() => UserSessionPageArgs) args: UserSessionPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.sessionsOfUser.of(id, args);
  }
}
