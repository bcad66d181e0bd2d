import { useEffect, useRef, useState } from 'react';
import type { AskAccount } from './account.requests';
import { chosenPassword, username } from './account-fields';
import { type AccountField, AccountForm } from './account-form';
import type { AccountAction, AccountLink } from './account-link';
import { AccountResult } from './account-result';

interface LinkDialogProps {
  readonly link: AccountLink;
  readonly ask: AskAccount;
  readonly isSignedIn: boolean;
  readonly onClose: () => void;
  readonly onSignIn: () => void;
  /** For an account that somebody else made with one's address: the mailbox is what a forgotten password is asked for with. */
  readonly onOwnPassword: () => void;
}

type Values = Readonly<Record<string, string>>;

interface Offer {
  readonly title: string;
  readonly text: string;
  readonly fields: readonly AccountField[];
  readonly submitLabel: string;
  readonly answer: (ask: AskAccount, token: string, values: Values) => Promise<string>;
}

const offers: Readonly<Record<AccountAction, Offer>> = {
  'verify-email': {
    title: 'Confirm your e-mail address',
    text: 'Confirm this only if you signed up yourself, or asked for another address: whoever chose the password of the account gets in.',
    fields: [],
    submitLabel: 'Confirm address',
    answer: (ask, token) => ask('verifyEmail', { token }),
  },
  'reset-password': {
    title: 'Choose a new password',
    text: 'It ends all sessions of your account, on every device.',
    fields: [chosenPassword('newPassword', 'New password')],
    submitLabel: 'Set password',
    answer: (ask, token, values) => ask('resetPassword', { input: { token, ...values } }),
  },
  'accept-invitation': {
    title: 'Accept your invitation',
    text: 'Choose a password; with it and the address that the mail was sent to, you sign in.',
    fields: [chosenPassword('password', 'Password'), username],
    submitLabel: 'Accept invitation',
    answer: (ask, token, values) => ask('acceptInvitation', { input: { token, ...values } }),
  },
};

/** Offers what the link of a mail is for. Nothing happens before it is asked for: some mail readers open links by themselves. */
export const LinkDialog = ({ link, ask, isSignedIn, onClose, onSignIn, onOwnPassword }: LinkDialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [result, setResult] = useState<string | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { title, text, fields, submitLabel, answer } = offers[link.action];
  // An address is confirmed for whoever is signed in, too; a new password ends their session.
  const isAboutAddress = link.action === 'verify-email';
  const goesOn = isSignedIn && isAboutAddress;
  return (
    <dialog className="plat-dialog" aria-labelledby="plat-link-title" ref={dialog} onClose={onClose}>
      <h2 id="plat-link-title">{title}</h2>
      {result === null ? (
        <>
          <p className="plat-muted">{text}</p>
          <AccountForm fields={fields} submitLabel={submitLabel} send={(values) => answer(ask, link.token, values)} onDone={setResult} />
          <div className="plat-links">
            {isAboutAddress && (
              <button type="button" className="plat-link" onClick={onOwnPassword}>
                Choose a password of my own
              </button>
            )}
            <button type="button" className="plat-link" onClick={onClose}>
              {isAboutAddress ? 'It was not me' : 'Not now'}
            </button>
          </div>
        </>
      ) : (
        <AccountResult message={result}>
          <button type="button" className="plat-button plat-button-primary" onClick={goesOn ? onClose : onSignIn}>
            {goesOn ? 'Go on' : 'Sign in'}
          </button>
        </AccountResult>
      )}
    </dialog>
  );
};
