import type { DemoUser } from '../src/playground/playground';
import { roleLabel } from './role-label';
import type { Session } from './session/session';
import { useHasPassed } from './session/use-session';

interface IdentityProps {
  readonly session: Session;
  readonly demoUsers: readonly DemoUser[];
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** Who is signed in, and until when the access token is good. */
export const Identity = ({ session, demoUsers }: IdentityProps) => {
  const hasEnded = useHasPassed(session.expiresAt);
  const demoUser = demoUsers.find(({ email }) => email === session.email);
  const expiry = new Date(session.expiresAt);
  const time = Number.isNaN(expiry.valueOf()) ? session.expiresAt : clock.format(expiry);
  return (
    <p className="plat-identity">
      <span className="plat-email" title={session.email}>
        {session.email}
      </span>
      {demoUser && <span className="plat-role">{roleLabel(demoUser.role)}</span>}
      <time className="plat-muted" dateTime={session.expiresAt}>
        {hasEnded ? 'renewed with the next request' : `until ${time}`}
      </time>
    </p>
  );
};
