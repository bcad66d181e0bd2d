import { isSession, type Session } from './session';

/** The other tabs of this page in the same browser. */
export interface SessionTabs {
  /** Tells them which refresh token was exchanged, and what came for it. */
  tell(exchanged: string, session: Session): void;
  listen(listener: (exchanged: string, session: Session) => void): void;
}

/** Through a channel that reaches pages of our own origin alone, and keeps nothing. */
export const sessionTabs = (channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>): SessionTabs => ({
  tell: (exchanged, session) => channel.postMessage({ exchanged, session }),
  listen: (listener) =>
    channel.addEventListener('message', ({ data }: MessageEvent<{ exchanged?: string; session?: Partial<Session> } | null>) => {
      if (data?.exchanged && isSession(data.session)) listener(data.exchanged, data.session);
    }),
});
