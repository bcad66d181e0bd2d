import { useEffect, useState } from 'react';
import { type AccountLink, takeAccountLink } from './account-link';

/** The link that is to be answered now: that of the page's start, or one that was opened in the same tab later. */
export const useAccountLink = (first: AccountLink | null): [link: AccountLink | null, forget: () => void] => {
  const [link, setLink] = useState(first);
  useEffect(() => {
    const take = (): void => {
      const taken = takeAccountLink(window);
      if (taken) setLink(taken);
    };
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return [link, () => setLink(null)];
};
