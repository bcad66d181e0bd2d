import type { AccountField } from './account-form';

export const email: AccountField = { name: 'email', label: 'Email', type: 'email', autoComplete: 'username' };

/** One that is chosen now. @param name as the input names it */
export const chosenPassword = (name: 'password' | 'newPassword', label: string): AccountField => ({
  name,
  label,
  type: 'password',
  autoComplete: 'new-password',
  hint: 'At least 8 characters of any kind.',
});

export const username: AccountField = {
  name: 'username',
  label: 'Username',
  type: 'text',
  autoComplete: 'nickname',
  hint: 'At least 3 characters; from your address if you give none.',
  isOptional: true,
};

export const names: readonly AccountField[] = [
  { name: 'firstName', label: 'First name', type: 'text', autoComplete: 'given-name', isOptional: true },
  { name: 'lastName', label: 'Last name', type: 'text', autoComplete: 'family-name', isOptional: true },
];
