import { useEffect, useRef, useState } from 'react';
import type { DemoUser } from '../src/playground/playground';
import { AccessTokenForm } from './access-token-form';
import type { AskAccount } from './account/account.requests';
import { AccountPanel, type AccountWish } from './account/account-panel';
import { DemoUserList } from './demo-user-list';
import { ACCESS_TOKEN } from './session/access-token.requests';
import type { SessionStore } from './session/session-store';
import { useSession } from './session/use-session';
import { SignInForm } from './sign-in-form';
import './sign-in-panel.css';

interface SignInPanelProps {
  readonly demoUsers: readonly DemoUser[];
  readonly sessions: SessionStore;
  readonly firstView: PanelView;
  readonly ask: AskAccount;
  readonly onSignedIn: () => void;
}

export type PanelView = 'sign-in' | 'access-token' | AccountWish;

/** Choose a demo user, type an account of one's own, or bring an access token; or get an account, or its password back. */
export const SignInPanel = ({ demoUsers, sessions, ask, firstView, onSignedIn }: SignInPanelProps) => {
  const { isBusy, session } = useSession(sessions);
  const [view, setView] = useState<PanelView>(firstView);
  const [typedEmail, setTypedEmail] = useState('');
  const panel = useRef<HTMLElement>(null);
  // Each view begins where one goes on typing; the first one where one chooses.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is what the focus follows
  useEffect(() => {
    const fields = [...(panel.current?.querySelectorAll<HTMLInputElement>('input') ?? [])];
    const first = view === 'sign-in' && !typedEmail ? panel.current?.querySelector<HTMLElement>('button, input') : undefined;
    (first ?? fields.find(({ value }) => !value))?.focus();
  }, [view]);

  const signIn = async (email: string, secret: string): Promise<boolean> => {
    const isTaken = await sessions.signIn(email, secret);
    if (isTaken) onSignedIn();
    return isTaken;
  };
  const show = (next: PanelView): void => {
    sessions.dismiss();
    setView(next);
  };
  const backToSignIn = (email = typedEmail): void => {
    setTypedEmail(email);
    show('sign-in');
  };
  const link = (to: PanelView, words: string) => (
    <button type="button" className="plat-link" onClick={() => show(to)}>
      {words}
    </button>
  );

  return (
    <section className="plat-panel" id="plat-sign-in" aria-label="Sign in" ref={panel} aria-busy={isBusy}>
      {view === 'sign-in' && (
        <>
          {demoUsers.length > 0 && (
            <DemoUserList
              demoUsers={demoUsers}
              current={session?.email}
              isBusy={isBusy}
              onChoose={(user) => void signIn(user.email, user.password)}
            />
          )}
          <div className="plat-forms">
            <SignInForm email={typedEmail} isBusy={isBusy} onSignIn={signIn} />
            <div className="plat-links">
              {link('forgotten', 'Forgot your password?')}
              {link('sign-up', 'Create an account')}
              {link('access-token', 'Use an access token')}
            </div>
          </div>
        </>
      )}
      {view === 'access-token' && (
        <div className="plat-forms">
          <AccessTokenForm isBusy={isBusy} onToken={(token) => signIn(ACCESS_TOKEN, token)} />
          {link('sign-in', 'Back to sign in')}
        </div>
      )}
      {(view === 'sign-up' || view === 'forgotten') && (
        <AccountPanel key={view} wish={view} ask={ask} isDemo={demoUsers.length > 0} onSignIn={backToSignIn} />
      )}
    </section>
  );
};
