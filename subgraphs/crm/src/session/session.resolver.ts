import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CrmContext } from '../context';
import { SignInInput, SignInPayload } from './session.input';

@Resolver()
export class SessionResolver {
  @Mutation(() => SignInPayload, { nullable: true, description: 'Begins a session with e-mail address and password.' })
  signIn(
    @Arg('input', () => SignInInput, { description: 'What proves who you are.' }) input: SignInInput,
    @Ctx() { sessions }: CrmContext,
  ) {
    return sessions.signIn(input);
  }
}
