import type { EntityMetadata, ObjectLiteral, WhereExpressionBuilder } from 'typeorm';
import { badInput } from '../errors/plat-error';
import { isUuid } from './scalars';

const MAX_LIST = 500;
const OVERLAPS: Readonly<Record<string, string>> = { all: '@>', any: '&&' };
const COMPARISONS: Readonly<Record<string, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** `%`, `_` and `\` in a search text mean themselves. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/**
 * Turns a filter input into conditions on one table. A key is a property of the entity; its value is a list (one of
 * these), an object of operators (all must hold) or a plain value (equal). The schema lets no other key through.
 * @throws PlatError BAD_USER_INPUT for null, long lists and ids that are none
 */
export function applyFilter(
  query: WhereExpressionBuilder,
  alias: string,
  metadata: EntityMetadata,
  filter: object | null | undefined,
): void {
  let serial = 0;
  const add = (sql: (name: string) => string, value: unknown) => {
    const name = `filter_${alias}_${++serial}`;
    query.andWhere(sql(name), { [name]: value } as ObjectLiteral);
  };
  for (const [property, value] of Object.entries(filter ?? {}) as [string, unknown][]) {
    if (value === undefined) continue;
    const column = metadata.findColumnWithPropertyName(property);
    if (!column) throw badInput({ [`filter.${property}`]: 'cannot be filtered by' });
    const path = `${alias}.${property}`;
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
      if (operator === 'in') {
        const list = operand as unknown[];
        if (list.length === 0) query.andWhere('false');
        else add((bound) => `${path} IN (:...${bound})`, list);
      } else if (OVERLAPS[operator]) add((bound) => `${path} ${OVERLAPS[operator]} CAST(:${bound} AS text[])`, operand);
      else if (operator === 'is') add((bound) => `lower(${path}) = lower(:${bound})`, operand);
      else if (operator === 'beginsWith') add((bound) => `lower(${path}) LIKE lower(:${bound})`, `${literal(String(operand))}%`);
      else if (operator === 'contains') add((bound) => `${path} ILIKE :${bound}`, `%${literal(String(operand))}%`);
      else if (operator === 'startsWith') add((bound) => `${path} ILIKE :${bound}`, `${literal(String(operand))}%`);
      else add((bound) => `${path} ${COMPARISONS[operator]} :${bound}`, operand);
    }
  }
}
