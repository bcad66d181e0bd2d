import { useEffect, useRef, useState } from 'react';
import type { DemoUser } from '../src/playground/playground';
import type { AskAccount } from './account/account.requests';
import type { AccountLink } from './account/account-link';
import { LinkDialog } from './account/link-dialog';
import { useAccountLink } from './account/use-account-link';
import { Identity } from './identity';
import type { SessionStore } from './session/session-store';
import { useSession } from './session/use-session';
import { type PanelView, SignInPanel } from './sign-in-panel';
import './session-bar.css';

interface SessionBarProps {
  readonly demoUsers: readonly DemoUser[];
  readonly sessions: SessionStore;
  readonly ask: AskAccount;
  /** The link of a mail that led here. */
  readonly firstLink: AccountLink | null;
}

/** The bar above GraphiQL: who is asking. */
export const SessionBar = ({ demoUsers, sessions, ask, firstLink }: SessionBarProps) => {
  const { session, message } = useSession(sessions);
  const [isOpen, setOpen] = useState(false);
  const [firstView, setFirstView] = useState<PanelView>('sign-in');
  const [link, forgetLink] = useAccountLink(firstLink);
  const bar = useRef<HTMLElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);

  const show = (view: PanelView): void => {
    setFirstView(view);
    setOpen(true);
  };
  const close = (): void => {
    setOpen(false);
    toggle.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeOutside = (event: PointerEvent): void => {
      if (!bar.current?.contains(event.target as Node)) setOpen(false);
    };
    const closeByEscape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      toggle.current?.focus();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('keydown', closeByEscape);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('keydown', closeByEscape);
    };
  }, [isOpen]);

  return (
    <header className="plat-bar" ref={bar}>
      <h1 className="plat-brand">
        Plat <span>GraphQL playground</span>
      </h1>
      {session ? <Identity session={session} demoUsers={demoUsers} /> : <p className="plat-identity plat-muted">Not signed in</p>}
      <button
        type="button"
        className={session ? 'plat-button' : 'plat-button plat-button-primary'}
        ref={toggle}
        aria-expanded={isOpen}
        aria-controls="plat-sign-in"
        onClick={() => (isOpen ? setOpen(false) : show('sign-in'))}
      >
        {session ? 'Switch user' : 'Sign in'}
      </button>
      {session && (
        <button type="button" className="plat-button" onClick={sessions.signOut}>
          Sign out
        </button>
      )}
      {isOpen && (
        <SignInPanel key={firstView} firstView={firstView} demoUsers={demoUsers} sessions={sessions} ask={ask} onSignedIn={close} />
      )}
      {link && (
        <LinkDialog
          key={link.token}
          link={link}
          ask={ask}
          isSignedIn={session !== null}
          onClose={forgetLink}
          onSignIn={() => {
            forgetLink();
            show('sign-in');
          }}
          onOwnPassword={() => {
            forgetLink();
            show('forgotten');
          }}
        />
      )}
      {message && (
        <p className="plat-message" role="alert">
          {message}
        </p>
      )}
    </header>
  );
};
