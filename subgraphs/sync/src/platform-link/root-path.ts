import { SyncPlatform } from './platform-link.entity';

const MAX_LENGTH = 4_096;
const UNIX = /^\//;
const WINDOWS = /^([A-Za-z]:[\\/]|\\\\[^\\/]+\\[^\\/]+)/;

const FORMS: Readonly<Record<Exclude<SyncPlatform, SyncPlatform.WEB>, readonly [form: RegExp, rule: string]>> = {
  UBUNTU: [UNIX, 'must be an absolute path such as /home/ann/papers'],
  IOS: [UNIX, 'must be an absolute path such as /Documents/papers'],
  DROPBOX: [UNIX, 'must be an absolute path such as /papers, or / for all'],
  WINDOWS: [WINDOWS, 'must be an absolute path such as C:\\papers or \\\\server\\papers'],
};

/** An address with a user or password in it would show them to whoever reads the link. */
const isWebAddress = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && !url.username && !url.password;
};

/** The rule that a root path breaks on its platform, or undefined. */
export function rootPathFault(platform: SyncPlatform, path: string): string | undefined {
  if (path.length > MAX_LENGTH) return 'must have at most 4,096 characters';
  if (/\p{Cc}/u.test(path)) return 'must not have control characters';
  if (platform === SyncPlatform.WEB) return isWebAddress(path) ? undefined : 'must be an http or https address without user and password';
  const [form, rule] = FORMS[platform];
  if (!form.test(path)) return rule;
  return path.split(/[\\/]/).includes('..') ? 'must not lead up by ..' : undefined;
}
