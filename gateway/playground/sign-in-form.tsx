import { type FormEvent, useRef } from 'react';

interface SignInFormProps {
  /** An address that was typed before. */
  readonly email: string;
  readonly isBusy: boolean;
  /** Answers whether the server took them. */
  readonly onSignIn: (email: string, password: string) => Promise<boolean>;
}

export const SignInForm = ({ email, isBusy, onSignIn }: SignInFormProps) => {
  const password = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if ((await onSignIn(String(form.get('email')).trim(), String(form.get('password')))) || !password.current) return;
    // The email stays as typed; the password is what one types again.
    password.current.value = '';
    password.current.focus();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2>Your account</h2>
      <label>
        Email
        <input name="email" type="email" autoComplete="username" defaultValue={email} required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required ref={password} />
      </label>
      <button type="submit" className="plat-button plat-button-primary" disabled={isBusy}>
        {isBusy ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
};
