import { escapeIdentifier } from 'pg';
import { type EntityMetadata, FindOperator, type ObjectLiteral } from 'typeorm';
import { alternativesOf, type Scope } from './scope';

/** A condition in SQL, with the values of its named parameters. */
export interface ScopeSql {
  readonly sql: string;
  readonly values: ObjectLiteral;
}

/** What columns are compared to as they are. */
const PLAIN = new Set(['string', 'number', 'boolean']);

/**
 * What a scope says of a table's rows, as TypeORM would say it, without what that takes to find out: most of what a read by
 * ids costs a service.
 * @param alias of the table in the statement
 * @returns undefined for a scope with a condition of another kind than policies have: it is TypeORM's to say
 */
export function scopeSql<T extends ObjectLiteral>(metadata: EntityMetadata, alias: string, scope: Scope<T>): ScopeSql | undefined {
  const values: ObjectLiteral = {};
  let serial = 0;
  const bind = (value: unknown): string => {
    const name = `scope.${++serial}`; // a policy names none of its values so
    values[name] = value;
    return `:${name}`;
  };
  const condition = (column: string, wanted: unknown): string | undefined => {
    if (PLAIN.has(typeof wanted)) return `${column} = ${bind(wanted)}`;
    if (!(wanted instanceof FindOperator)) return undefined;
    if (wanted.type === 'raw' && wanted.getSql) {
      Object.assign(values, wanted.objectLiteralParameters);
      return wanted.getSql(column);
    }
    if (wanted.type === 'equal' && PLAIN.has(typeof wanted.value)) return `${column} = ${bind(wanted.value)}`;
    if (wanted.type === 'any' && Array.isArray(wanted.value)) return `${column} = ANY(${bind(wanted.value)})`;
    if (wanted.type !== 'and') return undefined;
    return together((wanted.value as unknown as readonly unknown[]).map((one) => condition(column, one)));
  };
  const alternatives = alternativesOf(scope).map((one) => {
    const conditions = Object.entries(one).map(([property, wanted]) => {
      const column = metadata.findColumnWithPropertyName(property);
      return column && !column.transformer
        ? condition(`${escapeIdentifier(alias)}.${escapeIdentifier(column.databaseName)}`, wanted)
        : undefined;
    });
    return conditions.length ? together(conditions) : 'true';
  });
  if (alternatives.some((one) => one === undefined)) return undefined;
  return { sql: alternatives.map((one) => `(${one})`).join(' OR '), values };
}

const together = (conditions: readonly (string | undefined)[]): string | undefined =>
  conditions.some((one) => one === undefined) ? undefined : conditions.map((one) => `(${one})`).join(' AND ');
