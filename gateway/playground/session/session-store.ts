import type { DemoUser } from '../../src/playground/playground';
import { ACCESS_TOKEN } from './access-token.requests';
import { readSession, type Session, type SessionStorage, writeSession } from './session';
import type { SessionRequests } from './session.requests';
import type { SessionTabs } from './session-tabs';

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
  /** Forgets what was to be read: the person has turned to something else. */
  dismiss(): void;
  /** Forgets the session at once, and ends it at the server. */
  signOut(): Promise<void>;
  /** Gets the next access token when this one is about to expire; call it before each request. */
  freshen(): Promise<void>;
  /**
   * The server refused the token that a request carried (null: it carried none).
   * Answers whether another try may succeed: the session was renewed, or somebody signed in meanwhile.
   */
  recover(refusedToken: string | null): Promise<boolean>;
}

interface SessionStoreOptions {
  readonly demoUsers: readonly DemoUser[];
  readonly storage: SessionStorage;
  readonly requests: SessionRequests;
  /** The other tabs, if they are to be told. */
  readonly tabs?: SessionTabs;
  /** Milliseconds since 1970; the machine's clock unless given. */
  readonly now?: () => number;
}

/** An access token with less time than this is renewed before it is used. */
const MARGIN_MS = 30_000;
/** What to read where a session was. */
const farewell = ({ email }: Session): string =>
  email.startsWith(ACCESS_TOKEN) ? 'The access token was revoked or has expired.' : 'Your session has ended. Sign in again.';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const createSessionStore = ({ demoUsers, storage, requests, tabs, now = Date.now }: SessionStoreOptions): SessionStore => {
  const listeners = new Set<() => void>();
  let state: SessionState = { session: readSession(storage), message: null, isBusy: false };
  /** One renewal for all requests that need it together: a refresh token works once. */
  let renewal: Promise<boolean> | null = null;

  const change = (changes: Partial<SessionState>): void => {
    state = { ...state, ...changes };
    if ('session' in changes) writeSession(storage, state.session);
    for (const listener of listeners) listener();
  };

  const enter = async (email: string, password: string): Promise<boolean> => {
    const deviceToken = state.session?.email === email ? state.session.deviceToken : undefined;
    change({ isBusy: true, message: null });
    try {
      change({ session: await requests.signIn(email, password, deviceToken), isBusy: false });
      return true;
    } catch (error) {
      change({ isBusy: false, message: messageOf(error) });
      return false;
    }
  };

  const refresh = async (session: Session): Promise<boolean> => {
    try {
      const renewed = await requests.refresh(session);
      // Somebody signed in or out meanwhile: what came is not theirs.
      if (state.session !== session) return state.session !== null;
      if (renewed) {
        change({ session: renewed });
        tabs?.tell(session.refreshToken, renewed);
        return true;
      }
    } catch (error) {
      change({ message: messageOf(error) }); // the session may be good still
      return false;
    }
    const demoUser = demoUsers.find(({ email }) => email === session.email);
    if (demoUser && (await enter(demoUser.email, demoUser.password))) return true;
    change({ session: null, message: farewell(session) });
    return false;
  };

  const renew = (session: Session): Promise<boolean> => {
    renewal ??= refresh(session).finally(() => {
      renewal = null;
    });
    return renewal;
  };

  // A tab that was duplicated has the same refresh token, and using it a second time would end the session of both.
  tabs?.listen((exchanged, session) => {
    if (state.session?.refreshToken === exchanged) change({ session });
  });

  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signIn: enter,
    dismiss: () => change({ message: null }),
    signOut: async () => {
      const { session } = state;
      change({ session: null, message: null });
      if (!session) return;
      try {
        if (await requests.signOut(session)) return;
        const renewed = await requests.refresh(session);
        if (renewed) await requests.signOut(renewed);
      } catch {
        // The page has forgotten the tokens; a server that does not answer ends the session when it expires.
      }
    },
    freshen: async () => {
      const { session } = state;
      if (session && Date.parse(session.expiresAt) - now() < MARGIN_MS) await renew(session);
    },
    recover: async (refusedToken) => {
      const { session } = state;
      if (!session) {
        change({ message: refusedToken ? 'Your session has ended. Sign in again.' : (state.message ?? 'Sign in to see this data.') });
        return false;
      }
      return session.accessToken === refusedToken ? renew(session) : true;
    },
  };
};
