import { Any, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { narrowed, type Scope } from '../access/scope';
import { scopeSql } from '../access/scope-sql';
import { EntityRows } from '../database/entity-rows';

/** The rows in the scope whose column has one of these values, in any order, by one statement. */
export async function visibleRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  scope: Scope<T>,
  values: readonly string[],
  column: keyof T & string = 'id',
): Promise<T[]> {
  const where = narrowed(scope, column, Any([...values]));
  const source = db.dataSource;
  const condition = scopeSql(source.getMetadata(entity), 'row', where);
  if (!condition) return db.find(entity, { where });
  const rows = EntityRows.of(source, entity);
  const sql = `SELECT ${rows.select('row')} FROM ${rows.table} "row" WHERE ${condition.sql}`;
  const [text, parameters] = source.driver.escapeQueryWithParameters(sql, condition.values);
  const found: Record<string, unknown>[] = await db.query(text, parameters);
  return found.map((row) => rows.read(row));
}
