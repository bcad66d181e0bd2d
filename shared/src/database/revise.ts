import { type EntityManager, type EntityTarget, Equal, type ObjectLiteral } from 'typeorm';
import { narrowed, type Scope } from '../access/scope';
import { conflict, notFound } from '../errors/plat-error';

/** Rows that count their edits. */
export interface Versioned extends ObjectLiteral {
  readonly id: string;
  version: number;
  updatedAt: Date;
}

/** What an edit changed, by property name. */
export interface Revision<T> {
  readonly row: T;
  readonly before: Partial<T>;
  readonly after: Partial<T>;
}

/**
 * Edits one row: found through its scope, judged, locked, compared with the version that the editor saw, and written
 * with the next version. A row that is visible but not editable gets its FORBIDDEN from `mayEdit` before the lock,
 * which row level security would answer with no row at all.
 * @param version the version that the edit was made from; undefined to take the current one
 * @param changes properties to set; undefined ones stay
 * @param derive properties that follow from the others, computed on the edited row
 * @throws PlatError NOT_FOUND, CONFLICT with the current version, or what `mayEdit` throws
 */
export async function revise<T extends Versioned>(
  db: EntityManager,
  entity: EntityTarget<T>,
  edit: { id: string; version?: number; changes: Partial<T>; scope: Scope<T>; mayEdit: (row: T) => void; derive?: (row: T) => Partial<T> },
): Promise<Revision<T>> {
  const { name } = db.connection.getMetadata(entity);
  const where = narrowed(edit.scope, 'id', Equal(edit.id));
  const seen = await db.findOne(entity, { where });
  if (!seen) throw notFound(name, edit.id);
  edit.mayEdit(seen);
  const row = await db.findOne(entity, { where, lock: { mode: 'pessimistic_write' } });
  if (!row) throw notFound(name, edit.id);
  if (edit.version !== undefined && edit.version !== row.version) {
    throw conflict(`This ${name} was changed in the meantime; read version ${row.version} and edit that.`, { version: row.version });
  }
  const keys = (Object.keys(edit.changes) as (keyof T & string)[]).filter((key) => edit.changes[key] !== undefined);
  const before = Object.fromEntries(keys.map((key) => [key, row[key]])) as Partial<T>;
  const after = Object.fromEntries(keys.map((key) => [key, edit.changes[key]])) as Partial<T>;
  Object.assign(row, after);
  Object.assign(row, edit.derive?.(row), { version: row.version + 1, updatedAt: new Date() });
  return { row: await db.save(row), before, after };
}
