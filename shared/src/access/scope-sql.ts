import { escapeIdentifier } from 'pg';
import { type EntityMetadata, FindOperator, type ObjectLiteral } from 'typeorm';
import { alternativesOf, type Scope } from './scope';

/** A condition in SQL, with the values of its named parameters. */
export interface ScopeSql {
  readonly sql: string;
  readonly values: ObjectLiteral;
  /** Whether there are several alternatives, each of which is enough. */
  readonly isEither: boolean;
}

/** What columns are compared to as they are. */
const PLAIN = new Set(['string', 'number', 'boolean']);

/**
 * What a scope says of a table's rows, as TypeORM would say it, without what that takes to find out.
 * @returns SQL over `node`, the table in the statement
 * @throws Error for a condition of another kind than policies have
 */
export function scopeSql<T extends ObjectLiteral>(metadata: EntityMetadata, scope: Scope<T>): ScopeSql {
  const values: ObjectLiteral = {};
  let serial = 0;
  const bind = (value: unknown): string => {
    const name = `scope.${++serial}`; // a policy names none of its values so
    values[name] = value;
    return `:${name}`;
  };
  const condition = (property: string, column: string, wanted: unknown): string => {
    if (PLAIN.has(typeof wanted)) return `${column} = ${bind(wanted)}`;
    if (wanted instanceof FindOperator) {
      if (wanted.type === 'raw' && wanted.getSql) {
        Object.assign(values, wanted.objectLiteralParameters);
        return wanted.getSql(column);
      }
      if (wanted.type === 'equal' && PLAIN.has(typeof wanted.value)) return `${column} = ${bind(wanted.value)}`;
      if (wanted.type === 'any' && Array.isArray(wanted.value)) return `${column} = ANY(${bind(wanted.value)})`;
      if (wanted.type === 'and')
        return together((wanted.value as unknown as readonly unknown[]).map((one) => condition(property, column, one)));
    }
    throw new Error(`What a scope says of ${metadata.tableName}.${property} cannot be said in SQL; say it by where().`);
  };
  const alternatives = alternativesOf(scope).map((one) => {
    const conditions = Object.entries(one).map(([property, wanted]) => {
      const column = metadata.findColumnWithPropertyName(property);
      if (!column || column.transformer) throw new Error(`A scope names ${metadata.tableName}.${property}, which is no column as it is.`);
      return condition(property, `"node".${escapeIdentifier(column.databaseName)}`, wanted);
    });
    return conditions.length ? together(conditions) : 'true';
  });
  return { sql: alternatives.map((one) => `(${one})`).join(' OR '), values, isEither: alternatives.length > 1 };
}

const together = (conditions: readonly string[]): string => conditions.map((one) => `(${one})`).join(' AND ');
