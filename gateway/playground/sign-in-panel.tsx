import { type FormEvent, useEffect, useRef } from 'react';
import type { DemoUser } from '../src/playground/playground';
import { AccessTokenForm } from './access-token-form';
import { roleLabel } from './role-label';
import { ACCESS_TOKEN } from './session/access-token.requests';
import type { SessionStore } from './session/session-store';
import { useSession } from './session/use-session';
import './sign-in-panel.css';

interface SignInPanelProps {
  readonly demoUsers: readonly DemoUser[];
  readonly sessions: SessionStore;
  readonly onSignedIn: () => void;
}

/** Choose a demo user, type an account of one's own, or bring an access token. */
export const SignInPanel = ({ demoUsers, sessions, onSignedIn }: SignInPanelProps) => {
  const { isBusy, session } = useSession(sessions);
  const panel = useRef<HTMLElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('button, input')?.focus(), []);

  const signIn = async (email: string, secret: string): Promise<void> => {
    if (await sessions.signIn(email, secret)) return onSignedIn();
    // The email stays as typed; the password is what one types again.
    if (password.current) password.current.value = '';
    password.current?.focus();
  };
  const enterToken = async (token: string): Promise<boolean> => {
    const isTaken = await sessions.signIn(ACCESS_TOKEN, token);
    if (isTaken) onSignedIn();
    return isTaken;
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void signIn(String(form.get('email')).trim(), String(form.get('password')));
  };

  return (
    <section className="plat-panel" id="plat-sign-in" aria-label="Sign in" ref={panel} aria-busy={isBusy}>
      {demoUsers.length > 0 && (
        <div>
          <h2>Demo users</h2>
          <ul className="plat-list">
            {demoUsers.map((user) => (
              <li key={user.email}>
                <button
                  type="button"
                  className="plat-user"
                  disabled={isBusy}
                  aria-current={user.email === session?.email}
                  onClick={() => void signIn(user.email, user.password)}
                >
                  <span>{roleLabel(user.role)}</span>
                  <span className="plat-muted">{user.email}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="plat-forms">
        <form onSubmit={submit}>
          <h2>Your account</h2>
          <label>
            Email
            <input name="email" type="email" autoComplete="username" required />
          </label>
          <label>
            Password
            <input name="password" type="password" autoComplete="current-password" required ref={password} />
          </label>
          <button type="submit" className="plat-button plat-button-primary" disabled={isBusy}>
            {isBusy ? 'Signing in…' : 'Sign in'}
          </button>
        </form>
        <AccessTokenForm isBusy={isBusy} onToken={enterToken} />
      </div>
    </section>
  );
};
