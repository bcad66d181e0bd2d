import { type ReactNode, useEffect, useRef } from 'react';

interface AccountResultProps {
  readonly message: string;
  /** What to do next: a button. */
  readonly children: ReactNode;
}

/** What became of a request. The form that had the focus is gone, so what comes next takes it. */
export const AccountResult = ({ message, children }: AccountResultProps) => {
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => result.current?.querySelector<HTMLElement>('button')?.focus(), []);
  return (
    <div className="plat-result" ref={result}>
      <p role="status">{message}</p>
      {children}
    </div>
  );
};
