import { escapeIdentifier } from 'pg';
import type { EntityMetadata } from 'typeorm';
import { badInput } from '../errors/plat-error';
import { isUuid } from './scalars';

const MAX_LIST = 500;
const OVERLAPS: Readonly<Record<string, string>> = { all: '@>', any: '&&' };
const COMPARISONS: Readonly<Record<string, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** `%`, `_` and `\` in a search text mean themselves. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Gives a value to a statement. @returns its place there, `$3` or `:name` */
export type Bind = (value: unknown) => string;

/**
 * Turns a filter input into conditions on one table, which is `node` in the statement. A key is a property of the entity;
 * its value is a list (one of these), an object of operators (all must hold) or a plain value (equal). The schema lets no
 * other key through.
 * @throws PlatError BAD_USER_INPUT for null, long lists and ids that are none
 */
export function filterConditions(metadata: EntityMetadata, filter: object | null | undefined, bind: Bind): string[] {
  const conditions: string[] = [];
  for (const [property, value] of Object.entries(filter ?? {}) as [string, unknown][]) {
    if (value === undefined) continue;
    const column = metadata.findColumnWithPropertyName(property);
    if (!column) throw badInput({ [`filter.${property}`]: 'cannot be filtered by' });
    const path = `"node".${escapeIdentifier(column.databaseName)}`;
    const operators =
      value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
        ? Object.entries(value)
        : [[Array.isArray(value) ? 'in' : 'eq', value] as const];
    for (const [operator, operand] of operators as [string, unknown][]) {
      if (operand === undefined) continue;
      const name = `filter.${property}.${operator}`;
      if (operand === null) throw badInput({ [name]: 'must not be null; leave it out' });
      if (column.type === 'uuid' && ![operand].flat().every((id) => isUuid(String(id)))) throw badInput({ [name]: 'must be an id' });
      if (Array.isArray(operand) && operand.length > MAX_LIST) throw badInput({ [name]: `takes at most ${MAX_LIST} values` });
      conditions.push(conditionOf(path, operator, operand, bind));
    }
  }
  return conditions;
}

function conditionOf(path: string, operator: string, operand: unknown, bind: Bind): string {
  if (operator === 'in') return (operand as unknown[]).length ? `${path} IN (${(operand as unknown[]).map(bind).join(', ')})` : 'false';
  if (OVERLAPS[operator]) return `${path} ${OVERLAPS[operator]} CAST(${bind(operand)} AS text[])`;
  if (operator === 'is') return `lower(${path}) = lower(${bind(operand)})`;
  if (operator === 'beginsWith') return `lower(${path}) LIKE lower(${bind(`${literal(String(operand))}%`)})`;
  if (operator === 'contains') return `${path} ILIKE ${bind(`%${literal(String(operand))}%`)}`;
  if (operator === 'startsWith') return `${path} ILIKE ${bind(`${literal(String(operand))}%`)}`;
  return `${path} ${COMPARISONS[operator]} ${bind(operand)}`;
}
