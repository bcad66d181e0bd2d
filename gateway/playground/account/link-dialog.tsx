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
    text: 'You came by a mail that asks whether its address is yours.',
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
export const LinkDialog = ({ link, ask, isSignedIn, onClose, onSignIn }: LinkDialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [result, setResult] = useState<string | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { title, text, fields, submitLabel, answer } = offers[link.action];
  // An address is confirmed for whoever is signed in, too; a new password ends their session.
  const goesOn = isSignedIn && link.action === 'verify-email';
  return (
    <dialog className="plat-dialog" aria-labelledby="plat-link-title" ref={dialog} onClose={onClose}>
      <h2 id="plat-link-title">{title}</h2>
      {result === null ? (
        <>
          <p className="plat-muted">{text}</p>
          <AccountForm fields={fields} submitLabel={submitLabel} send={(values) => answer(ask, link.token, values)} onDone={setResult} />
          <button type="button" className="plat-link" onClick={onClose}>
            Not now
          </button>
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
