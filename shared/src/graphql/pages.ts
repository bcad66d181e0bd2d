import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Viewer } from '../access/viewer';
import { EntityRows } from '../database/entity-rows';
import { type Projection, readingOf } from '../database/projections';
import type { Connection } from './connection';
import type { CursorCodec } from './cursor';
import { LazyLoader } from './lazy-loader';
import { ListStatement, type PartOf, type RowsOf } from './list-statement';
import type { Orderings } from './ordering';
import { type PageArgs, type PageRequest, pageRequest } from './page-args';
import { isUuid } from './scalars';

/** A list: which rows it has for this viewer, in which orders it can be read, and how rows belong to a parent. */
export interface ListOf<T extends ObjectLiteral> extends RowsOf<T> {
  /** What cursors are bound to, `Property.documents`. */
  readonly name: string;
  readonly entity: EntityTarget<T>;
  readonly orderings: Orderings<T>;
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
  readonly projection?: Projection;
}

/** A row of a page: columns of the entity, and where it lies. */
interface PageRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly page_parent: string | null;
  /** What the list is ordered by, as text. */
  readonly page_value: string | null;
  /** From 1 on, in the order of the page of its parent. */
  readonly page_position: string;
}

/** A cursor is signed when somebody asks for it. */
class Edge<T> {
  constructor(
    readonly node: T,
    private readonly row: PageRow,
    private readonly sign: (row: PageRow) => string,
  ) {}

  get cursor(): string {
    return this.sign(this.row);
  }
}

/** A page that was asked for. */
interface PageKey {
  readonly parent: string;
  readonly args: ListArgs;
  /** The arguments as text: pages with equal ones are read together. */
  readonly group: string;
}

const cacheKeyFn = ({ parent, group }: PageKey): string => `${parent} ${group}`;

const ROOT = '';
/** What a malformed id of a parent stands for: it has no rows, and must not spoil the statement of the others. */
const NOBODYS = '00000000-0000-0000-0000-000000000000';

/** Reads pages of one list; all parents that a request asks for with the same arguments share one statement. */
export class Pages<T extends ObjectLiteral> {
  private readonly pages: LazyLoader<PageKey, Connection<T>, string>;
  private readonly counts: LazyLoader<PageKey, number, string>;

  constructor(
    private readonly context: PageContext,
    private readonly list: ListOf<T>,
  ) {
    this.pages = new LazyLoader((keys) => this.grouped(keys, (parents, args) => this.readPages(parents, args)), { cacheKeyFn });
    this.counts = new LazyLoader((keys) => this.grouped(keys, (parents, args) => this.readCounts(parents, args)), { cacheKeyFn });
  }

  /** A page of the whole list. @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  root(args: ListArgs): Promise<Connection<T>> {
    return this.pages.load(keyOf(ROOT, args));
  }

  /** A page of one parent's rows. @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  of(parent: string, args: ListArgs): Promise<Connection<T>> {
    return this.pages.load(keyOf(isUuid(parent) ? parent.toLowerCase() : NOBODYS, args));
  }

  /** Forgets what was read, after a write. */
  clear(): void {
    this.pages.clearAll();
    this.counts.clearAll();
  }

  /** One read for each distinct set of arguments: the fields of one selection share theirs, aliases may differ. */
  private async grouped<V>(keys: readonly PageKey[], read: (parents: string[], args: ListArgs) => Promise<Map<string, V>>) {
    const groups = new Map<string, PageKey[]>(); // Map.groupBy came with Node 21
    for (const key of keys) {
      const group = groups.get(key.group);
      if (group) group.push(key);
      else groups.set(key.group, [key]);
    }
    const answers = new Map<string, Map<string, V> | Error>();
    for (const [group, members] of groups) {
      const { args } = members[0] as PageKey;
      const parents = members.map(({ parent }) => parent);
      answers.set(group, await read(parents, args).catch((error: Error) => error));
    }
    return keys.map(({ parent, group }) => {
      const answer = answers.get(group) as Map<string, V> | Error;
      return answer instanceof Error ? answer : (answer.get(parent) as V);
    });
  }

  private async readPages(parents: string[], args: ListArgs): Promise<Map<string, Connection<T>>> {
    const { db, viewer, cursors, projection } = this.context;
    const request = pageRequest(args);
    const entities = EntityRows.of(db.dataSource, this.list.entity);
    const reading = readingOf(projection, entities, this.list.name);
    const binding = this.binding(args);
    const cursorOf = (side: 'after' | 'before') => {
      const cursor = request[side];
      return cursor === undefined ? undefined : cursors.decode(binding, cursor, side);
    };
    const statement = new ListStatement(entities, this.list, viewer, args.filter);
    const sql = statement.page(
      {
        ordering: this.list.orderings[args.orderBy] as Orderings<T>[string],
        backward: request.backward,
        limit: request.size + 1,
        after: cursorOf('after'),
        before: cursorOf('before'),
        parts: this.list.parts?.(viewer),
      },
      reading.selection,
      parents,
    );
    const rows: PageRow[] = await db.query(sql, statement.values);
    // A row that several parents have is one entity, however often it was read.
    const nodes = new Map<string, T>();
    const pages = new Map<string, Edge<T>[]>(parents.map((parent) => [parent, []]));
    const sign = (row: PageRow) => cursors.encode(binding, [row.page_value, row.id]);
    for (const row of rows) {
      const node = nodes.get(row.id) ?? reading.read(row);
      nodes.set(row.id, node);
      const page = pages.get(row.page_parent ?? ROOT);
      if (page) page[Number(row.page_position) - 1] = new Edge(node, row, sign);
    }
    return new Map([...pages].map(([parent, page]) => [parent, this.connection(page, parent, args, request)]));
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
    return { edges, pageInfo, totalCount: () => this.counts.load(keyOf(parent, { filter, orderBy })) };
  }

  private async readCounts(parents: string[], { filter }: ListArgs): Promise<Map<string, number>> {
    const { db, viewer } = this.context;
    const statement = new ListStatement(EntityRows.of(db.dataSource, this.list.entity), this.list, viewer, filter);
    const rows: { page_parent: string | null; total: string }[] = await db.query(statement.count(parents), statement.values);
    return new Map(rows.map(({ page_parent, total }) => [page_parent ?? ROOT, Number(total)]));
  }

  private binding({ orderBy }: ListArgs): string {
    return `${this.list.name} ${orderBy} ${this.context.viewer.userId}`;
  }
}

const keyOf = (parent: string, args: ListArgs): PageKey => ({ parent, args, group: JSON.stringify(args) });
