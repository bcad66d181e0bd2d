import type { FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { And, Equal, FindOperator, Raw } from 'typeorm';

/** The rows that a viewer may know exist: conditions on columns, alternatives as a list, `none()` for none at all. */
export type Scope<T extends ObjectLiteral> = FindOptionsWhere<T> | FindOptionsWhere<T>[];

let serial = 0;

/**
 * A condition on a column in SQL of our own, for scopes that read another table.
 * @param sql with `:column` for the column; values as `:{name}`
 * @param values bound parameters, never spliced into the text
 */
export function where<T>(sql: string, values: Readonly<Record<string, unknown>> = {}): T {
  const names = new Map(Object.keys(values).map((name) => [name, `${name}_${++serial}`]));
  const text = sql.replace(/:\{(\w+)\}/g, (_, name: string) => `:${names.get(name)}`);
  return Raw(
    (column) => text.replaceAll(':column', column),
    Object.fromEntries([...names].map(([name, bound]) => [bound, values[name]])),
  ) as T;
}

/** No row at all: for a viewer without what the scope asks for. Property `id` is every table's key here. */
export const none = <T extends ObjectLiteral>(): Scope<T> => ({ id: where('false') }) as unknown as Scope<T>;

/** The alternatives of a scope. An empty list would be no condition to TypeORM, and so every row; here it is none. */
export const alternativesOf = <T extends ObjectLiteral>(scope: Scope<T>): FindOptionsWhere<T>[] => {
  const list = Array.isArray(scope) ? scope : [scope];
  return list.length ? list : [none<T>() as FindOptionsWhere<T>];
};

/** The column is null. */
export const isNull = <T>(): T => where<T>(':column IS NULL');

/**
 * The rows of a scope whose column also fulfils a condition. What the scope itself says of that column goes on to hold:
 * spread over it, the condition would take its place, and `none()` with an id would be that very row.
 */
export const narrowed = <T extends ObjectLiteral>(
  scope: Scope<T>,
  column: keyof T & string,
  condition: FindOperator<unknown>,
): FindOptionsWhere<T>[] =>
  alternativesOf(scope).map((one) => {
    const own: unknown = one[column];
    return { ...one, [column]: own === undefined ? condition : And(own instanceof FindOperator ? own : Equal(own), condition) };
  });
