import type { ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { type Policy, policySql } from '../access/policy-sql';
import type { Viewer } from '../access/viewer';
import type { EntityRows } from '../database/entity-rows';
import { badInput } from '../errors/plat-error';
import type { CursorValues } from './cursor';
import { type Bind, filterConditions } from './filter-conditions';
import { inOrder, type Ordering, pastCursor } from './ordering';

/**
 * One way by which rows come to be visible. Scopes are alternatives (`mine OR shared with me`), which no index reads in
 * order: the parts of a list are read each in its own order, and merged.
 */
export interface PartOf {
  /** SQL that selects ids, such as those of the viewer's groups. */
  readonly keys: string;
  /** SQL over `node` (the row's table) and `part.id`, such as `node.group_id = part.id`. */
  readonly on: string;
}

/** Which rows a list has. */
export interface RowsOf<T extends ObjectLiteral> {
  /** The policy's `visible…`; asked when a page is read, so that an unused list asks nothing of an anonymous viewer. */
  readonly visible: Policy<T>;
  /** Filters that are no columns of the row, by their names: SQL over `node`. */
  readonly filters?: Readonly<Record<string, (wanted: unknown, bind: Bind) => string>>;
  /** For lists under a parent: SQL over `node` (the row's table) and `parent.id`, such as `node.user_id = parent.id`. */
  readonly parent?: string;
}

/** Where a page begins, and how far it goes. */
export interface PageAt<T> {
  readonly ordering: Ordering<T>;
  readonly backward: boolean;
  /** Rows, at most. */
  readonly limit: number;
  readonly after?: CursorValues;
  readonly before?: CursorValues;
  readonly parts?: readonly PartOf[];
}

const NUMBERED = ', row_number() OVER () AS page_position';
const MAX_LIST = 500;

/**
 * The planner has to know how few rows are wanted, or it sorts all; but with each number written out, each would be a statement
 * of its own for every connection to plan. So it is told the next power of two, and the number itself is a value around it.
 */
const told = (limit: number): number => 2 ** Math.ceil(Math.log2(limit));

/** One statement about the rows of a list that the viewer may see and the filter lets through, each of which is `node`. */
export class ListStatement<T extends ObjectLiteral> {
  /** Of `$1` and so on. */
  readonly values: unknown[];
  private readonly conditions: string[];
  private readonly bind: Bind = (value) => `$${this.values.push(value)}`;

  /** @throws PlatError BAD_USER_INPUT for a filter that breaks a rule */
  constructor(
    private readonly rows: EntityRows<T>,
    private readonly list: RowsOf<T>,
    viewer: Viewer,
    filter: object | null | undefined,
  ) {
    const scope = policySql(rows.metadata, list.visible, viewer);
    this.values = [...scope.values];
    // A parent's rows are found by the parent: PostgreSQL would look for each alternative in an index, anew for every parent.
    const asFilter = scope.isEither && list.parent !== undefined;
    this.conditions = [`(${scope.sql})${asFilter ? ' IS TRUE' : ''}`];
    const columns: Record<string, unknown> = {};
    for (const [name, wanted] of Object.entries(filter ?? {})) {
      const own = list.filters?.[name];
      if (!own) columns[name] = wanted;
      else if (wanted !== undefined) this.conditions.push(own(asked(name, wanted), this.bind));
    }
    this.conditions.push(...filterConditions(rows.metadata, columns, this.bind));
    if (list.parent) this.conditions.push(`(${list.parent})`);
  }

  /**
   * Rows, and where each lies.
   * @param selection the columns that are read @param parents whose rows are wanted, for a list that has parents @throws PlatError BAD_USER_INPUT for a cursor that is none
   */
  page({ parts, ...at }: PageAt<T>, selection: string, parents: readonly string[]): string {
    const column = this.rows.column(at.ordering.by);
    const shown = `CAST(${column} AS text) AS page_value`;
    const [conditions, end] = this.placed(at);
    const limit = ` LIMIT ${this.bind(at.limit)}`;
    const select = (columns: string, ...also: readonly string[]) =>
      `SELECT ${columns}, ${shown} ${this.from([...conditions, ...also])} ${end}`;
    if (!parts) return this.perParent(select(selection), parents, { also: NUMBERED, limit });
    // A row that is in several parts is read in each of them, and UNION makes it one.
    const pages = parts.map(
      ({ keys, on }) =>
        `SELECT rows.* FROM (${keys}) AS part(id)
          CROSS JOIN LATERAL (SELECT * FROM (${select(`"node".id, ${column} AS sort`, `(${on})`)}) found${limit}) rows`,
    );
    const order = inOrder({ column: 'sort', id: 'id' }, at.ordering, at.backward);
    const page = `SELECT * FROM (${pages.join(' UNION ')}) parts ORDER BY ${order}${limit}`;
    return `SELECT NULL AS page_parent, page.page_value, page.page_position, ${selection}
      FROM (SELECT found.*${NUMBERED} FROM (${page}) found) page INNER JOIN ${this.rows.table} "node" ON "node".id = page.id`;
  }

  /** How many rows there are, as `total`. @param parents as for a page */
  count(parents: readonly string[]): string {
    return this.perParent(`SELECT count(*) AS total ${this.from(this.conditions)}`, parents);
  }

  private from(conditions: readonly string[]): string {
    return `FROM ${this.rows.table} "node" WHERE ${conditions.join(' AND ')}`;
  }

  private placed({ ordering, backward, limit, after, before }: Omit<PageAt<T>, 'parts'>): [string[], string] {
    const { metadata, source } = this.rows;
    const column = metadata.findColumnWithPropertyName(ordering.by) as ColumnMetadata;
    const type = column.enumName ?? source.driver.normalizeType(column);
    const place = { column: this.rows.column(ordering.by), id: '"node".id', type };
    const past = (['after', 'before'] as const).flatMap((side) => {
      const values = { after, before }[side];
      return values ? [pastCursor(place, ordering, side, values, this.bind)] : [];
    });
    return [[...this.conditions, ...past], `ORDER BY ${inOrder(place, ordering, backward)} LIMIT ${told(limit)}`];
  }

  /**
   * LATERAL reads each parent's page from its own end of the index, however many rows the parent has. One parent is a list as
   * well: as a value, PostgreSQL would rather read past the rows of others in the list's order.
   * @param also what each row has besides
   */
  private perParent(inner: string, parents: readonly string[], { also = '', limit = '' } = {}): string {
    const rows = `SELECT found.*${also} FROM (${inner}) found${limit}`;
    if (!this.list.parent) return `SELECT NULL AS page_parent, rows.* FROM (${rows}) rows`;
    const ids = this.bind(parents);
    return `SELECT parent.id AS page_parent, rows.* FROM unnest(CAST(${ids} AS uuid[])) AS parent(id) CROSS JOIN LATERAL (${rows}) rows`;
  }
}

const asked = (name: string, wanted: unknown): unknown => {
  if (wanted === null) throw badInput({ [`filter.${name}`]: 'must not be null; leave it out' });
  if (Array.isArray(wanted) && wanted.length > MAX_LIST) throw badInput({ [`filter.${name}`]: `takes at most ${MAX_LIST} values` });
  return wanted;
};
