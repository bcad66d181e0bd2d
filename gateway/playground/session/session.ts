/** Who is signed in, as the page needs to know it. */
export interface Session {
  readonly accessToken: string;
  /** Gets the next access token, once. */
  readonly refreshToken: string;
  /** By which the server knows this browser again, whoever else locks the account. */
  readonly deviceToken: string;
  /** Of the access token: ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly email: string;
}

const key = 'plat:session';
const parts = ['accessToken', 'refreshToken', 'deviceToken', 'expiresAt', 'email'] as const;

/** The part of sessionStorage that we use, so that a test needs no browser. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Whether something has all that makes a session; an older page may have made it. */
export const isSession = (value: Partial<Session> | null | undefined): value is Session =>
  value != null && parts.every((part) => value[part]);

/** The session of this browser tab, or null when there is none or what is stored is not one. */
export const readSession = (storage: SessionStorage): Session | null => {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? 'null') as Partial<Session> | null;
    return isSession(stored) ? stored : null;
  } catch {
    return null;
  }
};

/** sessionStorage, not localStorage: tokens must not outlive the tab that they were given to, nor reach one that was not made of it. */
export const writeSession = (storage: SessionStorage, session: Session | null): void => {
  try {
    if (session) storage.setItem(key, JSON.stringify(session));
    else storage.removeItem(key);
  } catch {
    // Storage may be full or forbidden; the session then lives as long as the page.
  }
};
