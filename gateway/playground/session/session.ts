/** Who is signed in, as the page needs to know it. */
export interface Session {
  readonly accessToken: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly email: string;
}

const key = 'plat:session';

/** The part of sessionStorage that we use, so that a test needs no browser. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The session of this browser tab, or null when there is none or what is stored is not one. */
export const readSession = (storage: SessionStorage): Session | null => {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? 'null') as Partial<Session> | null;
    return stored?.accessToken && stored.expiresAt && stored.email ? (stored as Session) : null;
  } catch {
    return null;
  }
};

/** sessionStorage, not localStorage: a token must not outlive the tab that it was given to. */
export const writeSession = (storage: SessionStorage, session: Session | null): void => {
  try {
    if (session) storage.setItem(key, JSON.stringify(session));
    else storage.removeItem(key);
  } catch {
    // Storage may be full or forbidden; the session then lives as long as the page.
  }
};
