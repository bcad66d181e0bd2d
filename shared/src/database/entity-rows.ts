import { escapeIdentifier } from 'pg';
import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

type Hydrate = (value: unknown) => unknown;

/** Types whose values are what the driver makes of them. */
const AS_DRIVEN = new Set(['uuid', 'text', 'varchar', 'integer', 'boolean', 'timestamptz', 'numeric', 'jsonb']);

const rowsOf = new WeakMap<EntityMetadata, EntityRows<ObjectLiteral>>();

/**
 * A table's rows as entities, where SQL of our own reads them: in the columns that a find selects, under their names in
 * the database. TypeORM would find out anew for each statement which they are.
 */
export class EntityRows<T extends ObjectLiteral> {
  /** The table's name, quoted. */
  readonly table: string;
  private readonly columns: readonly { readonly name: string; readonly property: string; readonly hydrate?: Hydrate }[];

  private constructor(
    { driver }: DataSource,
    private readonly metadata: EntityMetadata,
  ) {
    const hydrateOf = (column: ColumnMetadata): Hydrate | undefined =>
      AS_DRIVEN.has(column.type as string) && !column.isArray && !column.transformer
        ? undefined
        : (value) => driver.prepareHydratedValue(value, column);
    this.table = escapeIdentifier(metadata.tableName);
    this.columns = metadata.columns
      .filter(({ isSelect }) => isSelect)
      .map((column) => ({ name: column.databaseName, property: column.propertyName, hydrate: hydrateOf(column) }));
  }

  static of<T extends ObjectLiteral>(source: DataSource, entity: EntityTarget<T>): EntityRows<T> {
    const metadata = source.getMetadata(entity);
    const rows = rowsOf.get(metadata) ?? new EntityRows(source, metadata);
    rowsOf.set(metadata, rows);
    return rows as EntityRows<T>;
  }

  /** The columns of a table in a statement, for its SELECT. @param alias of the table there */
  select(alias: string): string {
    return this.columns.map(({ name }) => `${escapeIdentifier(alias)}.${escapeIdentifier(name)} AS ${escapeIdentifier(name)}`).join(', ');
  }

  /** @param row as the driver gives it; what else is in it is passed over */
  read(row: Readonly<Record<string, unknown>>): T {
    const entity = this.metadata.create(undefined, { fromDeserializer: true });
    for (const { name, property, hydrate } of this.columns) entity[property] = hydrate ? hydrate(row[name]) : row[name];
    return entity as T;
  }
}
