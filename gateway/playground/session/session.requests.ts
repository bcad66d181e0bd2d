import { type Answer, send } from '../send';
import type { Session } from './session';

/** What the page asks the graph about sessions. Each throws when there is no answer, with words fit to be shown. */
export interface SessionRequests {
  /** @throws Error with the server's words when it refuses */
  signIn(email: string, password: string, deviceToken?: string): Promise<Session>;
  /** The same session with its next tokens; null when the server has ended it. */
  refresh(session: Session): Promise<Session | null>;
  /** Ends the session. Answers whether the server knew who asked: an access token may have expired. */
  signOut(session: Session): Promise<boolean>;
}

const signInMutation = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { accessToken refreshToken deviceToken expiresAt user { id email } }
}`;
const refreshMutation = `mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) { accessToken refreshToken expiresAt }
}`;
const signOutMutation = 'mutation SignOut { signOut { id } }';

type Tokens = Pick<Session, 'accessToken' | 'refreshToken' | 'expiresAt'>;

interface SessionData {
  readonly signIn?: (Tokens & { readonly deviceToken: string; readonly user: { readonly email: string } }) | null;
  readonly refreshSession?: Tokens | null;
  readonly signOut?: object | null;
}

const isRefused = ({ errors }: Answer<SessionData>): boolean =>
  errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;

const faultOf = ({ errors }: Answer<SessionData>): Error => new Error(errors?.[0]?.message ?? 'The server gave no session.');

/** The requests, to the graph itself. */
export const createSessionRequests = (graphqlPath: string): SessionRequests => ({
  async signIn(email, password, deviceToken) {
    const answer = await send<SessionData>(graphqlPath, { query: signInMutation, variables: { input: { email, password, deviceToken } } });
    const granted = answer.data?.signIn;
    if (!granted) throw faultOf(answer);
    const { user, ...tokens } = granted;
    return { ...tokens, email: user.email };
  },
  async refresh(session) {
    const answer = await send<SessionData>(graphqlPath, {
      query: refreshMutation,
      variables: { input: { refreshToken: session.refreshToken } },
    });
    const tokens = answer.data?.refreshSession;
    if (tokens) return { ...session, ...tokens };
    if (isRefused(answer)) return null;
    throw faultOf(answer);
  },
  async signOut({ accessToken }) {
    return !isRefused(await send<SessionData>(graphqlPath, { query: signOutMutation }, accessToken));
  },
});
