import { forbidden } from '../errors/plat-error';
import { ALL_PERMISSIONS, type Permission, type PermissionResource } from './permissions';
import type { Viewer } from './viewer';

/** A scope of a partner access token is a permission; these are none, whatever their owner may do. */
const NEVER = /^(role:.*|user:(write|delete|admin))$/;

/** What a partner access token may be made for: who people are, and what they may do, is not decided by a token. */
export const TOKEN_SCOPES: readonly Permission[] = ALL_PERMISSIONS.filter((permission) => !NEVER.test(permission));
const KNOWN: ReadonlySet<string> = new Set(TOKEN_SCOPES);

/** Whether a text names a scope. */
export const isTokenScope = (text: string): text is Permission => KNOWN.has(text);

/** What a token needs for something: reading, writing or deleting what is of a resource. Null is what no token gets to. */
export interface TokenNeed {
  readonly resource: PermissionResource | null;
  readonly action: 'read' | 'write' | 'delete';
}

const scopeOf = ({ resource, action }: TokenNeed): Permission | undefined => {
  const scope = `${resource}:${action}`;
  return isTokenScope(scope) ? scope : undefined;
};

/** Whether people may always, and a token by its scopes; policies decide after this, as for its owner. */
export const mayByScope = ({ identity, isToken }: Viewer, need: TokenNeed): boolean => {
  if (!isToken) return true;
  const scope = scopeOf(need);
  return scope !== undefined && (identity.scopes?.includes(scope) ?? false);
};

/** @throws PlatError FORBIDDEN naming the scope that a token lacks */
export const assertByScope = (viewer: Viewer, need: TokenNeed): void => {
  if (mayByScope(viewer, need)) return;
  const scope = scopeOf(need);
  throw forbidden(scope ? `The access token needs the scope ${scope}.` : 'This is not for access tokens; sign in instead.');
};
