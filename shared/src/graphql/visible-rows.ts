import { Any, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { narrowed, type Scope } from '../access/scope';

/** The rows in the scope whose column has one of these values, in any order, by one statement. */
export const visibleRows = <T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  scope: Scope<T>,
  values: readonly string[],
  column: keyof T & string = 'id',
): Promise<T[]> => db.find(entity, { where: narrowed(scope, column, Any([...values])) });
