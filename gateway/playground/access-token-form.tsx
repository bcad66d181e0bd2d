import { type FormEvent, useRef } from 'react';

interface AccessTokenFormProps {
  readonly isBusy: boolean;
  /** Answers whether the server took the token. */
  readonly onToken: (token: string) => Promise<boolean>;
}

/** For partners, who have an access token and no password. */
export const AccessTokenForm = ({ isBusy, onToken }: AccessTokenFormProps) => {
  const input = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token')).trim();
    if ((await onToken(token)) || !input.current) return;
    input.current.value = '';
    input.current.focus();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2>Access token</h2>
      <label>
        Token of a partner
        <input name="token" type="password" autoComplete="off" spellCheck={false} required ref={input} />
      </label>
      <button type="submit" className="plat-button plat-button-primary" disabled={isBusy}>
        Use token
      </button>
    </form>
  );
};
