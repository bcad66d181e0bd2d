const MIN_USERNAME = 3;
const MAX_TEXT = 255;
const MAX_EMAIL = 254;

/** What somebody may say of a user. */
export interface Profile {
  readonly email?: string;
  readonly username?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
}

/** The form in which a name is kept and compared: the same letters are the same name, however a keyboard writes them. */
export const storedUsername = (username: string): string => username.normalize('NFKC').trim();

/** What is wrong with the texts of a profile, by argument. No text has a line break: none could end a line of a letter or a log. */
export function faultsOfProfile({ email, username, firstName, lastName }: Profile): Record<string, string> {
  const faults: Record<string, string> = {};
  const texts = { username: username == null ? username : storedUsername(username), firstName, lastName };
  for (const [field, text] of Object.entries(texts)) {
    if ((text?.length ?? 0) > MAX_TEXT) faults[`input.${field}`] = `must have at most ${MAX_TEXT} characters`;
    if (/\p{Cc}|\p{Surrogate}/u.test(text ?? ''))
      faults[`input.${field}`] = 'must not have a control character or half of a character in it';
  }
  const name = texts.username;
  if (name != null && (name.length < MIN_USERNAME || name.length > MAX_TEXT))
    faults['input.username'] = `must have ${MIN_USERNAME} to ${MAX_TEXT} characters`;
  // What nobody sees makes two names look the same, or one read backwards.
  else if (/\p{Cf}/u.test(name ?? '')) faults['input.username'] = 'must not have an invisible character in it';
  if ((email?.length ?? 0) > MAX_EMAIL) faults['input.email'] = `must have at most ${MAX_EMAIL} characters`;
  return faults;
}
