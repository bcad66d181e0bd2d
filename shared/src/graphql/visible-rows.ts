import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { type Policy, policySql } from '../access/policy-sql';
import { EntityRows } from '../database/entity-rows';
import { readingOf } from '../database/projections';
import type { RequestScope } from './request-scope';

/** The rows that a policy shows whose column has one of these values, in any order, by one statement. */
export async function visibleRows<T extends ObjectLiteral>(
  { db, viewer, projection }: Pick<RequestScope, 'db' | 'viewer' | 'projection'>,
  entity: EntityTarget<T>,
  visible: Policy<T>,
  values: readonly string[],
  column: keyof T & string = 'id',
): Promise<T[]> {
  const rows = EntityRows.of(db.dataSource, entity);
  const scope = policySql(rows.metadata, visible, viewer);
  const isWanted = `${rows.column(column)} = ANY($${scope.values.length + 1})`;
  const reading = readingOf(projection, rows, column);
  const sql = `SELECT ${reading.selection} FROM ${rows.table} "node" WHERE (${scope.sql}) AND ${isWanted}`;
  const found: Record<string, unknown>[] = await db.query(sql, [...scope.values, values]);
  return found.map((row) => reading.read(row));
}
