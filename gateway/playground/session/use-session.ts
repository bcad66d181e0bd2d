import { useEffect, useState, useSyncExternalStore } from 'react';
import type { SessionState, SessionStore } from './session-store';

export const useSession = (sessions: SessionStore): SessionState => useSyncExternalStore(sessions.subscribe, sessions.get);

/** Whether the instant has passed; renders again when it does. */
export const useHasPassed = (instant: string | undefined): boolean => {
  const [, setTick] = useState(0);
  const left = instant ? Date.parse(instant) - Date.now() : Number.NaN;
  useEffect(() => {
    // setTimeout runs at once for delays above 2^31 ms.
    if (!(left > 0 && left < 2 ** 31)) return undefined;
    const timer = setTimeout(() => setTick((tick) => tick + 1), left + 50);
    return () => clearTimeout(timer);
  }, [left]);
  return left <= 0;
};
