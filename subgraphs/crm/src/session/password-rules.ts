import { isTooLong, normalized } from './password';

/**
 * NIST SP 800-63B asks for 15 characters where the password is the only factor and its guesses are not limited otherwise
 * than by time, and for 8 at the least. Ours may be 8: ten guesses lock an account, a network has a hundred, and what
 * is guessed first is refused here.
 */
const MIN_CHARACTERS = 8;
const SERVICE_NAMES = ['plat'];

let common: Promise<ReadonlySet<string>> | undefined;

/** Half a megabyte, so it is read when the first password is set. */
const commonPasswords = (): Promise<ReadonlySet<string>> => {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary.passwords.filter(({ length }) => length >= MIN_CHARACTERS)),
  );
  return common;
};

/** Letters and figures alone, in small letters. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
/** The same without the figures at both ends, which is how a word becomes a "new" password. */
const stem = (text: string): string => bare(text).replace(/^\p{N}+|\p{N}+$/gu, '');

/** What a password must not be made of alone. */
export interface PasswordOwner {
  readonly email: string;
  readonly username?: string | null;
}

const wordsOf = ({ email, username }: PasswordOwner): ReadonlySet<string> =>
  new Set([...SERVICE_NAMES, email, email.split('@')[0] ?? '', username ?? ''].map(bare).filter(Boolean));

/**
 * What is wrong with a new password, all of it in one sentence, or undefined. Any characters do; none is asked for.
 * @param owner whose password it is to be
 */
export async function faultOfPassword(password: string, owner: PasswordOwner): Promise<string | undefined> {
  if (isTooLong(password)) return 'must have at most 1,024 bytes';
  const [known, words] = [await commonPasswords(), wordsOf(owner)];
  const text = normalized(password);
  const forms = [text.toLowerCase(), bare(text)];
  const faults = [
    [...text].length < MIN_CHARACTERS && `must have at least ${MIN_CHARACTERS} characters`,
    /\0|\p{Surrogate}/u.test(text) && 'must not have a null character or half of a character in it',
    forms.some((form) => known.has(form)) && 'is among the most common passwords',
    [...forms, stem(text)].some((form) => words.has(form)) && 'must be more than your name or address, or ours',
  ].filter((fault): fault is string => Boolean(fault));
  return faults.length ? faults.join(', ') : undefined;
}
