/** What a mail's link is for. */
export const ACCOUNT_ACTIONS = ['verify-email', 'reset-password', 'accept-invitation'] as const;
export type AccountAction = (typeof ACCOUNT_ACTIONS)[number];

export interface AccountLink {
  readonly action: AccountAction;
  readonly token: string;
}

/** The link that a mail led here by, or null. Anything that is not a token of ours is none. */
export const accountLinkOf = (hash: string): AccountLink | null => {
  const [, name, token] = /^#([a-z-]+)=([\w-]+)$/.exec(hash) ?? [];
  const action = ACCOUNT_ACTIONS.find((known) => known === name);
  return action && token ? { action, token } : null;
};

/** Reads the link out of the address bar, and takes it away: it must not stay in the history, nor be copied with the address. */
export const takeAccountLink = ({ location, history }: Pick<Window, 'location' | 'history'>): AccountLink | null => {
  const { hash, pathname, search } = location;
  const isOurs = ACCOUNT_ACTIONS.some((action) => hash.startsWith(`#${action}`));
  if (isOurs) history.replaceState(history.state, '', pathname + search);
  return accountLinkOf(hash);
};
