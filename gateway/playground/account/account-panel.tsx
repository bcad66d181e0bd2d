import { useState } from 'react';
import type { AskAccount } from './account.requests';
import { chosenPassword, email, names } from './account-fields';
import { type AccountField, AccountForm } from './account-form';
import { AccountResult } from './account-result';

/** What whoever has no password, or none any more, may ask for. */
export type AccountWish = 'sign-up' | 'forgotten';

interface AccountPanelProps {
  readonly wish: AccountWish;
  readonly ask: AskAccount;
  /** Whether this is the demo, whose mails one may look for in vain. */
  readonly isDemo: boolean;
  /** With the address that was typed, if any. */
  readonly onSignIn: (email?: string) => void;
}

interface Offer {
  readonly title: string;
  readonly fields: readonly AccountField[];
  readonly submitLabel: string;
  readonly send: (ask: AskAccount, values: Readonly<Record<string, string>>) => Promise<string>;
}

const offers: Readonly<Record<AccountWish, Offer>> = {
  'sign-up': {
    title: 'Create an account',
    fields: [email, chosenPassword('password', 'Password'), ...names],
    submitLabel: 'Create account',
    send: (ask, input) => ask('signUp', { input }),
  },
  forgotten: {
    title: 'Forgot your password?',
    fields: [{ ...email, hint: 'A mail with a link to choose a new password goes there.' }],
    submitLabel: 'Send the mail',
    send: (ask, values) => ask('requestPasswordReset', values),
  },
};

const MAILS_OF_DEMO = 'The demo prints its mails where it was started, unless it was told how to send them.';

/** Both answer the same whether or not the address has an account; the mail tells its owner the rest. */
export const AccountPanel = ({ wish, ask, isDemo, onSignIn }: AccountPanelProps) => {
  const [done, setDone] = useState<{ readonly message: string; readonly email?: string } | null>(null);
  const { title, fields, submitLabel, send } = offers[wish];
  return (
    <div className="plat-forms">
      <h2>{title}</h2>
      {done ? (
        <AccountResult message={done.message}>
          {isDemo && <p className="plat-muted">{MAILS_OF_DEMO}</p>}
          <button type="button" className="plat-button plat-button-primary" onClick={() => onSignIn(done.email)}>
            Back to sign in
          </button>
        </AccountResult>
      ) : (
        <>
          <AccountForm
            fields={fields}
            submitLabel={submitLabel}
            send={(values) => send(ask, values)}
            onDone={(message, values) => setDone({ message, email: values.email })}
          />
          <button type="button" className="plat-link" onClick={() => onSignIn()}>
            Back to sign in
          </button>
        </>
      )}
    </div>
  );
};
