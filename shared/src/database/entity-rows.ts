import { LRUCache } from 'lru-cache';
import { escapeIdentifier } from 'pg';
import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { guarded, RowShape } from './row-shape';

/** For several queries to have the same. */
const SHAPES_KEPT = 100;

const rowsOf = new WeakMap<EntityMetadata, EntityRows<ObjectLiteral>>();

/**
 * A table's rows as entities, where SQL of our own reads them: in columns that a find selects, under their names in the
 * database. TypeORM would find out anew for each statement which they are. In these statements the table is `node`.
 */
export class EntityRows<T extends ObjectLiteral> {
  /** The table's name, quoted. */
  readonly table: string;
  /** In all columns. */
  readonly whole: RowShape<T>;
  private readonly columns: readonly ColumnMetadata[];
  private readonly guarded: object;
  private readonly shapes = new LRUCache<string, RowShape<T>>({ max: SHAPES_KEPT });

  private constructor(
    readonly source: DataSource,
    readonly metadata: EntityMetadata,
  ) {
    const { prototype } = metadata.target as { readonly prototype: object };
    this.columns = metadata.columns.filter(({ isSelect }) => isSelect);
    this.table = escapeIdentifier(metadata.tableName);
    this.whole = new RowShape(source, prototype, this.columns);
    this.guarded = guarded(prototype, this.columns);
  }

  static of<T extends ObjectLiteral>(source: DataSource, entity: EntityTarget<T>): EntityRows<T> {
    const metadata = source.getMetadata(entity);
    const rows = rowsOf.get(metadata) ?? new EntityRows<ObjectLiteral>(source, metadata);
    rowsOf.set(metadata, rows);
    return rows as unknown as EntityRows<T>;
  }

  /** What a statement calls the column of a property. @throws Error for a property without one */
  column(property: string): string {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${this.metadata.tableName} has no column for ${property}.`);
    return `"node".${escapeIdentifier(column.databaseName)}`;
  }

  /** Rows in the primary key and the columns of these properties; what is no column is passed over. */
  shapeOf(properties: ReadonlySet<string>): RowShape<T> {
    const isWanted = ({ isPrimary, propertyName }: ColumnMetadata) => isPrimary || properties.has(propertyName);
    const unread = this.columns.find((column) => !isWanted(column))?.propertyName;
    if (unread === undefined) return this.whole;
    const columns = this.columns.filter(isWanted);
    const key = columns.map(({ propertyName }) => propertyName).join();
    const shape = this.shapes.get(key) ?? new RowShape<T>(this.source, this.guarded, columns, unread);
    this.shapes.set(key, shape);
    return shape;
  }
}
