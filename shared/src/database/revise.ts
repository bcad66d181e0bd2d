import { type EntityManager, type EntityTarget, Equal, type ObjectLiteral } from 'typeorm';
import { narrowed, type Scope } from '../access/scope';
import { conflict, notFound, type PlatError } from '../errors/plat-error';
import { isUuid } from '../graphql/scalars';

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
 * @param version the version that the edit was made from; none to take the current one
 * @param changes properties to set; undefined ones stay
 * @param derive properties that follow from the others, computed on the edited row
 * @throws PlatError NOT_FOUND, CONFLICT with the current version, or what `mayEdit` throws
 */
export async function revise<T extends Versioned>(
  db: EntityManager,
  entity: EntityTarget<T>,
  edit: {
    id: string;
    version?: number | null;
    changes: Partial<T>;
    scope: Scope<T>;
    mayEdit: (row: T) => void;
    derive?: (row: T) => Partial<T>;
  },
): Promise<Revision<T>> {
  const { name } = db.dataSource.getMetadata(entity);
  if (!isUuid(edit.id)) throw notFound(name, edit.id); // a uuid column would call it malformed
  const where = narrowed(edit.scope, 'id', Equal(edit.id));
  const seen = await db.findOne(entity, { where });
  if (!seen) throw notFound(name, edit.id);
  edit.mayEdit(seen);
  const row = await db.findOne(entity, { where, lock: { mode: 'pessimistic_write' } });
  if (!row) throw await overtaken(db, entity, edit);
  if ((edit.version ?? row.version) !== row.version) throw changed(name, row);
  const old = { ...row };
  const changes = withoutUndefined(edit.changes);
  Object.assign(row, changes);
  const after = { ...changes, ...withoutUndefined(edit.derive?.(row) ?? {}) };
  const before = Object.fromEntries(Object.keys(after).map((key) => [key, old[key]])) as Partial<T>;
  Object.assign(row, after, { version: row.version + 1, updatedAt: new Date() });
  return { row: await db.save(row), before, after };
}

/** Whoever edited the row first may have left it where it is read and not edited any more: a lock finds no row then. */
async function overtaken<T extends Versioned>(
  db: EntityManager,
  entity: EntityTarget<T>,
  { id, scope, mayEdit }: { id: string; scope: Scope<T>; mayEdit: (row: T) => void },
): Promise<PlatError> {
  const { name } = db.dataSource.getMetadata(entity);
  const now = await db.findOne(entity, { where: narrowed(scope, 'id', Equal(id)) });
  if (!now) return notFound(name, id);
  mayEdit(now);
  return changed(name, now);
}

const changed = (name: string, { version }: Versioned): PlatError =>
  conflict(`This ${name} was changed in the meantime; read version ${version} and edit that.`, { version });

const withoutUndefined = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
