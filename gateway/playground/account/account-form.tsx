import { type FormEvent, Fragment, useEffect, useId, useRef, useState } from 'react';
import { AccountFault } from './account.requests';
import './account-form.css';

export interface AccountField {
  /** As the input of the graph names it. */
  readonly name: string;
  readonly label: string;
  readonly type: 'email' | 'password' | 'text';
  readonly autoComplete: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
}

interface AccountFormProps {
  readonly fields: readonly AccountField[];
  readonly submitLabel: string;
  /** Answers what to read when it was taken. What is not filled in is not among the values. @throws AccountFault */
  readonly send: (values: Readonly<Record<string, string>>) => Promise<string>;
  readonly onDone: (message: string, values: Readonly<Record<string, string>>) => void;
}

/** A password stays as it was typed; around anything else a space is a slip. */
const valuesOf = (form: HTMLFormElement, fields: readonly AccountField[]): Record<string, string> => {
  const data = new FormData(form);
  const typed = fields.map(
    ({ name, type }) => [name, type === 'password' ? String(data.get(name)) : String(data.get(name)).trim()] as const,
  );
  return Object.fromEntries(typed.filter(([, value]) => value !== ''));
};

/** Asks for what a request about an account needs, and says beside each field what is wrong with it. */
export const AccountForm = ({ fields, submitLabel, send, onDone }: AccountFormProps) => {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);
  const [fault, setFault] = useState<AccountFault | null>(null);
  // Whoever cannot see the form is taken to what is to be typed again.
  useEffect(() => {
    if (fault) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [fault]);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const values = valuesOf(event.currentTarget, fields);
    setBusy(true);
    setFault(null);
    try {
      onDone(await send(values), values);
    } catch (error) {
      setFault(error instanceof AccountFault ? error : new AccountFault(error instanceof Error ? error.message : String(error)));
    } finally {
      setBusy(false);
    }
  };
  const isBesideFields = fields.some(({ name }) => fault?.fields[name]);

  return (
    <form className="plat-account" ref={form} aria-busy={isBusy} onSubmit={(event) => void submit(event)}>
      {fields.map(({ name, label, type, autoComplete, hint, isOptional }) => {
        const problem = fault?.fields[name];
        const note = problem ?? hint;
        return (
          <Fragment key={name}>
            <label>
              <span>
                {label}
                {isOptional && <span className="plat-muted"> (optional)</span>}
              </span>
              <input
                name={name}
                type={type === 'password' && isShown ? 'text' : type}
                autoComplete={autoComplete}
                autoCapitalize="none"
                spellCheck={false}
                required={!isOptional}
                aria-invalid={problem ? true : undefined}
                aria-describedby={note ? `${id}-${name}` : undefined}
              />
              {note && (
                <span id={`${id}-${name}`} className={problem ? 'plat-fault' : 'plat-muted'}>
                  {note}
                </span>
              )}
            </label>
            {type === 'password' && (
              <label className="plat-check">
                <input type="checkbox" checked={isShown} onChange={() => setShown(!isShown)} />
                Show what I type
              </label>
            )}
          </Fragment>
        );
      })}
      {fault && !isBesideFields && (
        <p className="plat-fault" role="alert">
          {fault.message}
        </p>
      )}
      <button type="submit" className="plat-button plat-button-primary" disabled={isBusy}>
        {isBusy ? 'One moment…' : submitLabel}
      </button>
    </form>
  );
};
