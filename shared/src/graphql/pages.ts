import { Brackets, type EntityManager, type EntityTarget, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { alternativesOf, type Scope } from '../access/scope';
import { scopeSql } from '../access/scope-sql';
import type { Viewer } from '../access/viewer';
import { EntityRows } from '../database/entity-rows';
import { badInput } from '../errors/plat-error';
import type { Connection } from './connection';
import type { CursorCodec } from './cursor';
import { applyFilter } from './filter-conditions';
import { LazyLoader } from './lazy-loader';
import { applyCursor, applyOrder, type Orderings, wayOf } from './ordering';
import { type PageArgs, type PageRequest, pageRequest } from './page-args';
import { isUuid } from './scalars';

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

/** A list: which rows it has for this viewer, in which orders it can be read, and how rows belong to a parent. */
export interface ListOf<T extends ObjectLiteral> {
  /** What cursors are bound to, `Property.documents`. */
  readonly name: string;
  readonly entity: EntityTarget<T>;
  /** The policy's `visible…`; asked when a page is read, so that an unused list asks nothing of an anonymous viewer. */
  readonly visible: (viewer: Viewer) => Scope<T>;
  readonly orderings: Orderings<T>;
  /** Filters that are no columns of the row, by their names: SQL over `node`, with its values. */
  readonly filters?: Readonly<Record<string, (wanted: unknown) => { readonly sql: string; readonly values: ObjectLiteral }>>;
  /** For lists under a parent: SQL over `node` (the row's table) and `parent.id`, such as `node.user_id = parent.id`. */
  readonly parent?: string;
  /** For lists without a parent: parts that have together all rows of the scope, which decides as before; undefined to read it at once. */
  readonly parts?: (viewer: Viewer) => readonly PartOf[] | undefined;
}

/** Paging with the filter and the ordering of one list. */
export type ListArgs = PageArgs & { readonly filter?: object | null; readonly orderBy: string };

/** What pages need of the request they are read in. */
export interface PageContext {
  readonly db: EntityManager;
  readonly viewer: Viewer;
  readonly cursors: CursorCodec;
}

/** A row of a page: the entity's columns, and where it lies. */
interface PageRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly page_parent: string | null;
  /** What the list is ordered by, as text. */
  readonly page_value: string | null;
  readonly page_position: string;
}

/** A cursor is signed when somebody asks for it. */
class Edge<T> {
  constructor(
    readonly node: T,
    private readonly position: () => string,
  ) {}

  get cursor(): string {
    return this.position();
  }
}

const NUMBERED = ', row_number() OVER () AS page_position';

const ROOT = '';
const MAX_LIST = 500;
/** What a malformed id of a parent stands for: it has no rows, and must not spoil the statement of the others. */
const NOBODYS = '00000000-0000-0000-0000-000000000000';

/** Reads pages of one list; all parents that a request asks for with the same arguments share one statement. */
export class Pages<T extends ObjectLiteral> {
  private readonly pages: LazyLoader<{ parent: string; args: ListArgs }, Connection<T>, string>;
  private readonly counts: LazyLoader<{ parent: string; args: ListArgs }, number, string>;

  constructor(
    private readonly context: PageContext,
    private readonly list: ListOf<T>,
  ) {
    const options = { cacheKeyFn: ({ parent, args }: { parent: string; args: ListArgs }) => `${parent} ${JSON.stringify(args)}` };
    this.pages = new LazyLoader((keys) => this.grouped(keys, (parents, args) => this.readPages(parents, args)), options);
    this.counts = new LazyLoader((keys) => this.grouped(keys, (parents, args) => this.readCounts(parents, args)), options);
  }

  /** A page of the whole list. @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  root(args: ListArgs): Promise<Connection<T>> {
    return this.pages.load({ parent: ROOT, args });
  }

  /** A page of one parent's rows. @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  of(parent: string, args: ListArgs): Promise<Connection<T>> {
    return this.pages.load({ parent: isUuid(parent) ? parent.toLowerCase() : NOBODYS, args });
  }

  /** Forgets what was read, after a write. */
  clear(): void {
    this.pages.clearAll();
    this.counts.clearAll();
  }

  /** One read for each distinct set of arguments: the fields of one selection share theirs, aliases may differ. */
  private async grouped<V>(
    keys: readonly { parent: string; args: ListArgs }[],
    read: (parents: string[], args: ListArgs) => Promise<Map<string, V>>,
  ) {
    const groups = groupBy(keys, ({ args }) => JSON.stringify(args)); // Map.groupBy came with Node 21
    const answers = new Map<string, Map<string, V> | Error>();
    for (const [group, members] of groups) {
      const { args } = members[0] as (typeof keys)[number];
      answers.set(
        group,
        await read(
          members.map(({ parent }) => parent),
          args,
        ).catch((error: Error) => error),
      );
    }
    return keys.map(({ parent, args }) => {
      const answer = answers.get(JSON.stringify(args)) as Map<string, V> | Error;
      return answer instanceof Error ? answer : (answer.get(parent) as V);
    });
  }

  private async readPages(parents: string[], args: ListArgs): Promise<Map<string, Connection<T>>> {
    const { db, viewer, cursors } = this.context;
    const request = pageRequest(args);
    const entities = EntityRows.of(db.dataSource, this.list.entity);
    const inner = this.matching(args);
    this.position(inner, args, request);
    const parts = this.list.parts?.(viewer);
    const { sql, values } = parts
      ? this.merged(inner, parts, entities, args, request)
      : this.perParent(inner.addSelect(entities.select('node')), parents, NUMBERED);
    const rows = await this.run<PageRow>(sql, values);
    // A row that several parents have is one entity, however often it was read.
    const nodes = new Map<string, T>();
    const found = new Map<string, { edge: Edge<T>; position: number }[]>(parents.map((parent) => [parent, []]));
    const binding = this.binding(args);
    for (const row of rows) {
      const node = nodes.get(row.id) ?? entities.read(row);
      nodes.set(row.id, node);
      const edge = new Edge(node, () => cursors.encode(binding, [row.page_value, row.id]));
      found.get(row.page_parent ?? ROOT)?.push({ edge, position: Number(row.page_position) });
    }
    return new Map(
      [...found].map(([parent, edges]) => {
        const ordered = edges.sort((a, b) => a.position - b.position).map(({ edge }) => edge);
        return [parent, this.connection(ordered, parent, args, request)];
      }),
    );
  }

  private connection(ordered: Edge<T>[], parent: string, args: ListArgs, { size, backward, after, before }: PageRequest): Connection<T> {
    const hasMore = ordered.length > size;
    const edges = ordered.slice(0, size);
    if (backward) edges.reverse();
    const pageInfo = {
      hasNextPage: backward ? before !== undefined : hasMore,
      hasPreviousPage: backward ? hasMore : after !== undefined,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    };
    const { filter, orderBy } = args;
    return { edges, pageInfo, totalCount: () => this.counts.load({ parent, args: { filter, orderBy } }) };
  }

  private async readCounts(parents: string[], args: ListArgs): Promise<Map<string, number>> {
    const inner = this.matching(args).select('count(*)', 'total');
    const { sql, values } = this.perParent(inner, parents);
    const rows = await this.run<{ page_parent: string | null; total: string }>(sql, values);
    return new Map(rows.map(({ page_parent, total }) => [page_parent ?? ROOT, Number(total)]));
  }

  private async run<R>(sql: string, values: ObjectLiteral): Promise<R[]> {
    const { db } = this.context;
    const [text, parameters] = db.dataSource.driver.escapeQueryWithParameters(sql, values);
    return db.query(text, parameters);
  }

  /** The rows of the list that the viewer may see and the filter lets through. */
  private matching({ filter }: ListArgs): SelectQueryBuilder<T> {
    const { db } = this.context;
    const query = db.createQueryBuilder(this.list.entity, 'node').select([]).where('true');
    const scope = this.list.visible(this.context.viewer);
    const scopes: ObjectLiteral[] = alternativesOf(scope);
    const condition = scopeSql(db.dataSource.getMetadata(this.list.entity), 'node', scope);
    if (condition) query.andWhere(`(${condition.sql})`, condition.values);
    else if (scopes.every((one) => Object.keys(one).length > 0)) query.andWhere(new Brackets((either) => either.where(scopes)));
    const own = Object.entries(filter ?? {}).filter(([name, wanted]) => this.list.filters?.[name] && wanted !== undefined);
    for (const [name, wanted] of own) {
      if (wanted === null) throw badInput({ [`filter.${name}`]: 'must not be null; leave it out' });
      if (Array.isArray(wanted) && wanted.length > MAX_LIST) throw badInput({ [`filter.${name}`]: `takes at most ${MAX_LIST} values` });
      const { sql, values } = this.list.filters?.[name]?.(wanted) ?? { sql: 'true', values: {} };
      query.andWhere(sql, values);
    }
    const columns = Object.fromEntries(Object.entries(filter ?? {}).filter(([name]) => !this.list.filters?.[name]));
    applyFilter(query, 'node', db.dataSource.getMetadata(this.list.entity), columns);
    if (this.list.parent) query.andWhere(`(${this.list.parent})`);
    return query;
  }

  private position(query: SelectQueryBuilder<T>, args: ListArgs, { size, backward, after, before }: PageRequest): void {
    const ordering = this.ordering(args);
    const column = this.context.db.dataSource.getMetadata(this.list.entity).findColumnWithPropertyName(ordering.by) as ColumnMetadata;
    const type = column.enumName ?? this.context.db.dataSource.driver.normalizeType(column);
    const binding = this.binding(args);
    for (const [side, cursor] of [
      ['after', after],
      ['before', before],
    ] as const) {
      if (cursor !== undefined) applyCursor(query, 'node', ordering, side, this.context.cursors.decode(binding, cursor, side), type);
    }
    applyOrder(query, 'node', ordering, backward);
    query.addSelect(`CAST(node.${ordering.by} AS text)`, 'page_value').limit(size + 1);
  }

  /**
   * LATERAL reads each parent's page from its own end of the index, however many rows the parent has. One parent is a list as
   * well: as a value, PostgreSQL would rather read past the rows of others in the list's order.
   * @param also what each row has besides
   */
  private perParent(inner: SelectQueryBuilder<T>, parents: string[], also = '') {
    const values = inner.getParameters();
    const rows = `SELECT found.*${also} FROM (${inner.getQuery()}) found`;
    if (!this.list.parent) return { sql: `SELECT NULL AS page_parent, rows.* FROM (${rows}) rows`, values };
    return {
      sql: `SELECT parent.id AS page_parent, rows.* FROM unnest(CAST(:parents AS uuid[])) AS parent(id) CROSS JOIN LATERAL (${rows}) rows`,
      values: { ...values, parents },
    };
  }

  /** A row that is in several parts is read in each of them, and UNION makes it one. */
  private merged(
    inner: SelectQueryBuilder<T>,
    parts: readonly PartOf[],
    entities: EntityRows<T>,
    args: ListArgs,
    { size, backward }: PageRequest,
  ) {
    const ordering = this.ordering(args);
    const { way, nulls = '' } = wayOf(ordering, backward);
    inner.addSelect('node.id', 'id').addSelect(`node.${ordering.by}`, 'sort');
    const pages = parts.map(
      ({ keys, on }) =>
        `SELECT rows.* FROM (${keys}) AS part(id) CROSS JOIN LATERAL (${inner.clone().andWhere(`(${on})`).getQuery()}) rows`,
    );
    const page = `SELECT * FROM (${pages.join(' UNION ')}) parts ORDER BY sort ${way} ${nulls}, id ${way} LIMIT ${size + 1}`;
    const numbered = `SELECT found.*${NUMBERED} FROM (${page}) found`;
    return {
      sql: `SELECT NULL AS page_parent, page.page_value, page.page_position, ${entities.select('node')} FROM (${numbered}) page INNER JOIN ${entities.table} node ON node.id = page.id`,
      values: inner.getParameters(),
    };
  }

  private ordering({ orderBy }: ListArgs) {
    return this.list.orderings[orderBy] as Orderings<T>[string];
  }

  private binding({ orderBy }: ListArgs): string {
    return `${this.list.name} ${orderBy} ${this.context.viewer.userId}`;
  }
}

const groupBy = <V>(values: readonly V[], key: (value: V) => string): Map<string, V[]> => {
  const groups = new Map<string, V[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
};
