import { escapeIdentifier } from 'pg';
import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

type Row = Readonly<Record<string, unknown>>;
type Hydrate = (value: unknown) => unknown;

/** Types whose values are what the driver makes of them. */
const AS_DRIVEN = new Set(['uuid', 'text', 'varchar', 'integer', 'bigint', 'boolean', 'timestamptz', 'date', 'numeric', 'jsonb']);

const rowsOf = new WeakMap<EntityMetadata, EntityRows<ObjectLiteral>>();

/**
 * A table's rows as entities, where SQL of our own reads them: in the columns that a find selects, under their names in
 * the database. TypeORM would find out anew for each statement which they are. In these statements the table is `node`.
 */
export class EntityRows<T extends ObjectLiteral> {
  /** The table's name, quoted. */
  readonly table: string;
  /** The columns of the table in a statement, for its SELECT. */
  readonly selection: string;
  /** @param row as the driver gives it; what else is in it is passed over */
  readonly read: (row: Row) => T;

  private constructor(
    readonly source: DataSource,
    readonly metadata: EntityMetadata,
  ) {
    const columns = metadata.columns.filter(({ isSelect }) => isSelect);
    this.table = escapeIdentifier(metadata.tableName);
    this.selection = columns.map(({ databaseName: name }) => `"node".${escapeIdentifier(name)} AS ${escapeIdentifier(name)}`).join(', ');
    this.read = readerOf<T>(source, metadata, columns);
  }

  static of<T extends ObjectLiteral>(source: DataSource, entity: EntityTarget<T>): EntityRows<T> {
    const metadata = source.getMetadata(entity);
    const rows = rowsOf.get(metadata) ?? new EntityRows(source, metadata);
    rowsOf.set(metadata, rows);
    return rows as EntityRows<T>;
  }

  /** What a statement calls the column of a property. @throws Error for a property without one */
  column(property: string): string {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${this.metadata.tableName} has no column for ${property}.`);
    return `"node".${escapeIdentifier(column.databaseName)}`;
  }
}

/** Compiled for each table, because code that fills the objects of all tables fills each of them slowly. */
function readerOf<T extends ObjectLiteral>({ driver }: DataSource, { target }: EntityMetadata, columns: readonly ColumnMetadata[]) {
  const hydrates = columns.map(
    (column): Hydrate =>
      (value) =>
        driver.prepareHydratedValue(value, column),
  );
  const fields = columns.map((column, n) => {
    const value = `row[${JSON.stringify(column.databaseName)}]`;
    return `this[${JSON.stringify(column.propertyName)}] = ${isAsDriven(column) ? value : `hydrates[${n}](${value})`};`;
  });
  // What is compiled are names of columns and properties, in quotes. As TypeORM does, it leaves out the class's constructor.
  const make = new Function(
    'prototype',
    'hydrates',
    `"use strict";
    function Entity(row) { ${fields.join('\n')} }
    Entity.prototype = prototype;
    return (row) => new Entity(row);`,
  );
  return make((target as { readonly prototype: T }).prototype, hydrates) as (row: Row) => T;
}

/** Values of an enumeration are texts, unless one of them could be taken for a number. */
const isAsDriven = ({ type, isArray, transformer, enum: values }: ColumnMetadata): boolean =>
  !isArray && !transformer && (AS_DRIVEN.has(type as string) || (type === 'enum' && !!values?.every((one) => Number.isNaN(Number(one)))));
