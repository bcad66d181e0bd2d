import { conflict } from '../errors/plat-error';

/**
 * For what is decided on a row that somebody has seen, such as its end: refuses when it is another one now. The row is locked.
 * @param name of its type @param version that was seen; none to take whatever there is
 * @throws PlatError CONFLICT with the current version
 */
export function assertVersion(name: string, row: { readonly version: number }, version: number | null | undefined): void {
  if ((version ?? row.version) === row.version) return;
  throw conflict(`This ${name} was changed in the meantime; read version ${row.version} and decide again.`, { version: row.version });
}
