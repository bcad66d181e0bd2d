import type { FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { And, Equal, FindOperator, Raw } from 'typeorm';

/** The rows that a viewer may know exist: conditions on columns, alternatives as a list, `none()` for none at all. */
export type Scope<T extends ObjectLiteral> = FindOptionsWhere<T> | FindOptionsWhere<T>[];

let serial = 0;
const PLACE = /:\{(\w+)\}/g;

/**
 * A condition on a column in SQL of our own, for scopes that read another table.
 * @param sql with `:column` for the column; values as `:{name}`
 * @param values bound parameters, never spliced into the text
 */
export function where<T>(sql: string, values: Readonly<Record<string, unknown>> = {}): T {
  const own = ++serial;
  const text = sql.replace(PLACE, `:$1_${own}`);
  const bound: Record<string, unknown> = {};
  for (const name of Object.keys(values)) bound[`${name}_${own}`] = values[name];
  return Raw((column) => text.replaceAll(':column', column), bound) as T;
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

/** The rows that are in both scopes. */
export const both = <T extends ObjectLiteral>(one: Scope<T>, other: Scope<T>): Scope<T> =>
  alternativesOf(one).flatMap((a) => alternativesOf(other).map((b) => conjoined<T>(a, b)));

function conjoined<T extends ObjectLiteral>(a: ObjectLiteral, b: ObjectLiteral): FindOptionsWhere<T> {
  const all: ObjectLiteral = { ...a };
  const operator = (value: unknown) => (value instanceof FindOperator ? value : Equal(value));
  for (const [column, wanted] of Object.entries(b)) all[column] = column in all ? And(operator(all[column]), operator(wanted)) : wanted;
  return all as FindOptionsWhere<T>;
}

const snake = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * That a column holds the id of a row in a scope of another table: for what is read with that row. The scope's conditions
 * are values and {@link where}s; properties and columns have the same names, in their own spelling, unless `columns` says otherwise.
 * @throws Error for another kind of condition
 */
export function within<V, T extends ObjectLiteral = ObjectLiteral>(
  table: string,
  scope: Scope<T>,
  columns: Readonly<Record<string, string>> = {},
): V {
  const row = `of_${table}`;
  const values: ObjectLiteral = {};
  const condition = ([property, wanted]: [string, unknown]): string => {
    const column = `${row}.${columns[property] ?? snake(property)}`;
    if (wanted instanceof FindOperator) {
      if (!wanted.getSql) throw new Error(`The scope of ${table} says of ${property} what cannot be asked from another table.`);
      Object.assign(values, wanted.objectLiteralParameters);
      return wanted.getSql(column);
    }
    const name = `${row}_${++serial}`;
    values[name] = wanted;
    return `${column} = :${name}`;
  };
  const alternatives = alternativesOf(scope).map((one) => Object.entries(one).map(condition).join(' AND ') || 'true');
  const either = alternatives.map((one) => `(${one})`).join(' OR ');
  return Raw((column) => `EXISTS (SELECT FROM ${table} ${row} WHERE ${row}.id = ${column} AND (${either}))`, values) as V;
}
