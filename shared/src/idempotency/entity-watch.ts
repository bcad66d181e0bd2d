import { type GraphQLSchema, isObjectType } from 'graphql';
import { escapeIdentifier } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { AsSystem } from '../database/system-database';
import type { ReferenceResolver } from '../graphql/federated-schema';

/** An entity by its type's name in the graph and its id. */
export type EntityRef = readonly [type: string, id: string];

/** What a type of the graph is in the database. */
interface EntityTable {
  readonly name: string;
  /** Column that says that a row stands for nothing any more, where there is one. */
  readonly deleted?: string;
}

/**
 * Notices which entities of this service an answer tells of, however deep in it, and says later whether somebody may
 * still see them. Entities of other services are asked for by the gateway each time, and need no watch.
 */
export class EntityWatch {
  private readonly seen = new WeakMap<object, Map<string, EntityRef>>();
  private readonly tables: ReadonlyMap<string, EntityTable>;

  /** @param references of the schema: the types that are entities here, and how each is found under a viewer's policy */
  constructor(
    schema: GraphQLSchema,
    private readonly references: Readonly<Record<string, ReferenceResolver>>,
    source: DataSource,
  ) {
    const types = Object.keys(references);
    this.tables = new Map(
      source.entityMetadatas
        .filter(({ name }) => types.includes(name))
        .map((entity) => [entity.name, { name: entity.tableName, deleted: entity.findColumnWithPropertyName('isDeleted')?.databaseName }]),
    );
    for (const name of types) {
      const type = schema.getType(name);
      if (!isObjectType(type)) continue;
      const { isTypeOf } = type;
      // The one place that graphql-js passes for every object of an answer, wherever it comes from.
      type.isTypeOf = (value, context, info) => {
        this.note(context as object, [name, (value as { id?: unknown } | null)?.id]);
        return isTypeOf ? isTypeOf(value, context, info) : true;
      };
    }
  }

  /** Notices from now on what is answered with this context. */
  begin(context: object): void {
    this.seen.set(context, new Map());
  }

  /** What was answered with a context, as far as the viewer of a transaction sees it: a viewer may have given away what it changed. */
  async seenWith(context: object, db: EntityManager): Promise<EntityRef[]> {
    const entities = [...(this.seen.get(context)?.values() ?? [])];
    const visible = await this.rowsOf(entities, db);
    return entities.filter(([, id]) => visible.has(id));
  }

  /**
   * The first of some entities that is there and that the viewer of a transaction may not see any more, by row level
   * security or by policy. What was deleted is told of as it was.
   */
  async hiddenOf(entities: readonly EntityRef[], context: object, db: EntityManager, asSystem: AsSystem): Promise<EntityRef | undefined> {
    if (entities.length === 0) return undefined;
    const visible = await this.rowsOf(entities, db);
    const found = await Promise.all(
      entities.map(async ([type, id]) => visible.has(id) && (await this.references[type]?.({ id } as never, context as never))),
    );
    const suspects = entities.filter((_, n) => !found[n]);
    if (suspects.length === 0) return undefined;
    const existing = await asSystem((system) => this.rowsOf(suspects, system, (table) => table.deleted));
    return suspects.find(([, id]) => existing.has(id));
  }

  private note(context: object, [type, id]: readonly [string, unknown]): void {
    if (typeof id === 'string' && this.tables.has(type)) this.seen.get(context)?.set(`${type} ${id}`, [type, id]);
  }

  /** Ids of the rows that a transaction sees; one statement a type. @param without the column of a table that must not be true */
  private async rowsOf(
    entities: readonly EntityRef[],
    db: EntityManager,
    without: (table: EntityTable) => string | undefined = () => undefined,
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const type of new Set(entities.map(([one]) => one))) {
      const table = this.tables.get(type);
      if (!table) continue;
      const ids = entities.filter(([one]) => one === type).map(([, id]) => id);
      const column = without(table);
      const and = column ? ` AND NOT ${escapeIdentifier(column)}` : '';
      const rows: { id: string }[] = await db.query(`SELECT id FROM ${escapeIdentifier(table.name)} WHERE id = ANY ($1::uuid[])${and}`, [
        ids,
      ]);
      for (const { id } of rows) found.add(id);
    }
    return found;
  }
}
