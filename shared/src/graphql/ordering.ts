import { badInput } from '../errors/plat-error';
import type { CursorValues } from './cursor';
import type { Bind } from './filter-conditions';

/** One way to order a list: by a column, then by id, so that no two rows are ever equal. */
export interface Ordering<T> {
  readonly by: keyof T & string;
  readonly direction: 'ASC' | 'DESC';
  /** The column may be null; such rows come last in either direction. */
  readonly nullable?: boolean;
}

/** The orderings of a list, by the values of its GraphQL enum. */
export type Orderings<T, Order extends string = string> = Readonly<Record<Order, Ordering<T>>>;

const reverse = (direction: 'ASC' | 'DESC') => (direction === 'ASC' ? 'DESC' : 'ASC');

/** Where a page lies: the column of its ordering, and the row's id. */
export interface PagePlace {
  readonly column: string;
  readonly id: string;
}

/** What is behind ORDER BY; backward pages are read from the end and turned round afterwards. */
export function inOrder<T>({ column, id }: PagePlace, { direction, nullable }: Ordering<T>, backward: boolean): string {
  const way = backward ? reverse(direction) : direction;
  const nulls = nullable ? (backward ? ' NULLS FIRST' : ' NULLS LAST') : '';
  return `${column} ${way}${nulls}, ${id} ${way}`;
}

/**
 * Keeps only rows past a cursor. Where the column is never null this is one row comparison, which an index on
 * (column, id) answers at any depth for the price of the first page.
 * @param type of the column @param side `after` for rows that follow in list order, `before` for those that precede
 * @throws PlatError BAD_USER_INPUT for a cursor without an id
 */
export function pastCursor<T>(
  { column, id: key, type }: PagePlace & { readonly type: string },
  { direction, nullable }: Ordering<T>,
  side: 'after' | 'before',
  [value, id]: CursorValues,
  bind: Bind,
): string {
  if (id === undefined || id === null) throw badInput({ [side]: 'is no cursor' });
  const than = (side === 'after') === (direction === 'ASC') ? '>' : '<';
  const bound = nullable && value === null ? undefined : `CAST(${bind(value)} AS ${type})`;
  const own = `CAST(${bind(id)} AS uuid)`;
  if (!nullable) return `(${column}, ${key}) ${than} (${bound}, ${own})`;
  const tie = `${key} ${than} ${own}`;
  if (bound) return `(${column} ${than} ${bound} OR (${column} = ${bound} AND ${tie})${side === 'after' ? ` OR ${column} IS NULL` : ''})`;
  return side === 'after' ? `(${column} IS NULL AND ${tie})` : `(${column} IS NOT NULL OR (${column} IS NULL AND ${tie}))`;
}
