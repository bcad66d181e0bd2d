import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import type { SessionStore } from './session/session-store';
import { useSession } from './session/use-session';

/** Reads the schema again after sign-in when it could not be read before, so that nobody has to reload the page. */
export const SchemaRetry = ({ sessions }: { readonly sessions: SessionStore }) => {
  const { session } = useSession(sessions);
  const hasFailed = useGraphiQL((state) => Boolean(state.fetchError));
  const { introspect } = useGraphiQLActions();
  const token = session?.accessToken;
  /** One try for each token: a failure must not start the next try, or it would loop. */
  const triedWith = useRef<string>(undefined);
  useEffect(() => {
    if (!token || !hasFailed || triedWith.current === token) return;
    triedWith.current = token;
    void introspect();
  }, [token, hasFailed, introspect]);
  return null;
};
