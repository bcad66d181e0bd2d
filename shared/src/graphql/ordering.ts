import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../errors/plat-error';
import type { CursorValues } from './cursor';

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

/** How the column of an ordering is read, and where its nulls are; backward pages are read from the end. */
export const wayOf = <T>({ direction, nullable }: Ordering<T>, backward: boolean) =>
  ({
    way: backward ? reverse(direction) : direction,
    nulls: nullable ? (backward ? 'NULLS FIRST' : 'NULLS LAST') : undefined,
  }) as const;

/** Adds ORDER BY; backward pages are read from the end and turned round afterwards. */
export function applyOrder<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  node: string,
  ordering: Ordering<T>,
  backward: boolean,
): void {
  const { way, nulls } = wayOf(ordering, backward);
  query.orderBy(`${node}.${ordering.by}`, way, nulls).addOrderBy(`${node}.id`, way);
}

/**
 * Keeps only rows past a cursor. Where the column is never null this is one row comparison, which an index on
 * (column, id) answers at any depth for the price of the first page.
 * @param side `after` for rows that follow in list order, `before` for those that precede
 */
export function applyCursor<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  node: string,
  { by, direction, nullable }: Ordering<T>,
  side: 'after' | 'before',
  values: CursorValues,
  type: string,
): void {
  const [value, id] = values;
  if (id === undefined || id === null) throw badInput({ [side]: 'is no cursor' });
  const column = `${node}.${by}`;
  const key = `${node}.id`;
  const than = (side === 'after') === (direction === 'ASC') ? '>' : '<';
  const bound = `CAST(:${side}_value AS ${type})`;
  const parameters = { [`${side}_value`]: value, [`${side}_id`]: id };
  if (!nullable) {
    query.andWhere(`(${column}, ${key}) ${than} (${bound}, CAST(:${side}_id AS uuid))`, parameters);
    return;
  }
  const tie = `${key} ${than} CAST(:${side}_id AS uuid)`;
  const past =
    value === null
      ? side === 'after'
        ? `(${column} IS NULL AND ${tie})`
        : `(${column} IS NOT NULL OR (${column} IS NULL AND ${tie}))`
      : `(${column} ${than} ${bound} OR (${column} = ${bound} AND ${tie})${side === 'after' ? ` OR ${column} IS NULL` : ''})`;
  query.andWhere(past, parameters);
}
