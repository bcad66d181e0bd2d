import type { DemoUser } from '../../src/playground/playground';
import { readSession, type Session, type SessionStorage, writeSession } from './session';
import type { SignIn } from './sign-in.request';

export interface SessionState {
  readonly session: Session | null;
  /** What the person should read now: why sign-in failed, or that the session ended. */
  readonly message: string | null;
  readonly isBusy: boolean;
}

export interface SessionStore {
  get(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Signs in; on failure keeps whoever was signed in, and says why. */
  signIn(email: string, password: string): Promise<boolean>;
  signOut(): void;
  /**
   * The server refused the token that a request carried (null: it carried none).
   * Answers whether another try may succeed: a demo user was signed in again, or somebody signed in meanwhile.
   */
  recover(refusedToken: string | null): Promise<boolean>;
}

interface SessionStoreOptions {
  readonly demoUsers: readonly DemoUser[];
  readonly storage: SessionStorage;
  readonly signIn: SignIn;
}

export const createSessionStore = ({ demoUsers, storage, signIn }: SessionStoreOptions): SessionStore => {
  const listeners = new Set<() => void>();
  let state: SessionState = { session: readSession(storage), message: null, isBusy: false };
  /** One renewal for all requests that were refused together, not one each. */
  let renewal: Promise<boolean> | null = null;

  const change = (changes: Partial<SessionState>): void => {
    state = { ...state, ...changes };
    if ('session' in changes) writeSession(storage, state.session);
    for (const listener of listeners) listener();
  };

  const enter = async (email: string, password: string): Promise<boolean> => {
    change({ isBusy: true, message: null });
    try {
      change({ session: await signIn(email, password), isBusy: false });
      return true;
    } catch (error) {
      change({ isBusy: false, message: error instanceof Error ? error.message : String(error) });
      return false;
    }
  };

  const renew = async (session: Session): Promise<boolean> => {
    const demoUser = demoUsers.find(({ email }) => email === session.email);
    if (demoUser && (await enter(demoUser.email, demoUser.password))) return true;
    change({ session: null, message: 'Your session has ended. Sign in again.' });
    return false;
  };

  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signIn: enter,
    signOut: () => change({ session: null, message: null }),
    recover: async (refusedToken) => {
      const { session } = state;
      if (!session) {
        change({ message: refusedToken ? 'Your session has ended. Sign in again.' : 'Sign in to see this data.' });
        return false;
      }
      if (session.accessToken !== refusedToken) return true;
      renewal ??= renew(session).finally(() => {
        renewal = null;
      });
      return renewal;
    },
  };
};
