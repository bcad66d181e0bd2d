import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { Scope } from './scope';
import { scopeSql } from './scope-sql';
import type { Viewer } from './viewer';

/** The `visible…` of a noun: a pure function of the viewer, which reads neither the clock nor the database. */
export type Policy<T extends ObjectLiteral> = (viewer: Viewer) => Scope<T>;

/** A condition on the rows of a table that is `node` in the statement; its values are `$1` and so on, in their order. */
export interface PolicySql {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Whether there are several alternatives, each of which is enough. */
  readonly isEither: boolean;
}

type SaidOfTables = WeakMap<EntityMetadata, PolicySql>;

const said = new WeakMap<Viewer, WeakMap<Policy<never>, SaidOfTables>>();

/**
 * What a policy shows a viewer, in SQL: said once for each viewer, and from then on remembered as long as the viewer is.
 * Whoever has other rights is another viewer, and a function that knows more than its viewer another function each time.
 * @throws Error for a scope that cannot be said
 */
export function policySql<T extends ObjectLiteral>(metadata: EntityMetadata, policy: Policy<T>, viewer: Viewer): PolicySql {
  const ofViewer = said.get(viewer) ?? new WeakMap<Policy<never>, SaidOfTables>();
  said.set(viewer, ofViewer);
  const ofPolicy = ofViewer.get(policy as Policy<never>) ?? new WeakMap<EntityMetadata, PolicySql>();
  ofViewer.set(policy as Policy<never>, ofPolicy);
  const known = ofPolicy.get(metadata) ?? saidAnew(metadata, policy, viewer);
  ofPolicy.set(metadata, known);
  return known;
}

/** The same without remembering. */
export function saidAnew<T extends ObjectLiteral>(metadata: EntityMetadata, policy: Policy<T>, viewer: Viewer): PolicySql {
  const { sql, values, isEither } = scopeSql(metadata, policy(viewer));
  const [text, bound] = metadata.dataSource.driver.escapeQueryWithParameters(sql, values);
  return { sql: text, values: bound, isEither };
}
