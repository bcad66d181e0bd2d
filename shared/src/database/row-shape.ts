import { escapeIdentifier } from 'pg';
import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

export type Row = Readonly<Record<string, unknown>>;
type Hydrate = (value: unknown) => unknown;

/** Types whose values are what the driver makes of them. */
const AS_DRIVEN = new Set(['uuid', 'text', 'varchar', 'integer', 'bigint', 'boolean', 'timestamptz', 'date', 'numeric', 'jsonb']);

/** Where an entity has whom it tells that something reads a property whose column was not selected. */
const ON_UNREAD = Symbol('on unread');

interface Unread {
  readonly [ON_UNREAD]?: () => void;
}

/** Some columns of a table: how a statement selects them, and what entity their row is. In the statement the table is `node`. */
export class RowShape<T extends ObjectLiteral> {
  /** For the SELECT of a statement. */
  readonly selection: string;
  /**
   * @param row as the driver gives it; what else is in it is passed over
   * @param onUnread is called when something reads or copies what was not selected, which throws
   */
  readonly read: (row: Row, onUnread?: () => void) => T;

  /** @param prototype of the entities: for some of the columns, of {@link guarded} @param unread a property without its column */
  constructor(source: DataSource, prototype: object, columns: readonly ColumnMetadata[], unread?: string) {
    this.selection = columns.map(({ databaseName: name }) => `"node".${escapeIdentifier(name)} AS ${escapeIdentifier(name)}`).join(', ');
    this.read = readerOf<T>(source, prototype, columns, unread);
  }
}

/**
 * Compiled for each shape, because code that fills the objects of all tables fills each of them slowly. Fields of a class,
 * since what is assigned would go to the setters of a guarded prototype. As TypeORM does, it leaves out the entity's constructor.
 */
function readerOf<T extends ObjectLiteral>({ driver }: DataSource, prototype: object, columns: readonly ColumnMetadata[], unread?: string) {
  const hydrates = columns.map(
    (column): Hydrate =>
      (value) =>
        driver.prepareHydratedValue(value, column),
  );
  // What is compiled are names of columns and properties, in quotes.
  const fields = columns.map((column, n) => {
    const value = `row[${JSON.stringify(column.databaseName)}]`;
    return `[${JSON.stringify(column.propertyName)}] = ${isAsDriven(column) ? value : `hydrates[${n}](${value})`};`;
  });
  // One of its own is enough for whoever copies an entity to come across it.
  const guard = `[ON_UNREAD] = onUnread; constructor() { Object.defineProperty(this, ${JSON.stringify(unread)}, copied); }`;
  const make = new Function(
    'prototype',
    'hydrates',
    'ON_UNREAD',
    'copied',
    `"use strict";
    let row, onUnread;
    class Entity { ${fields.join('\n')} ${unread === undefined ? '' : guard} }
    Object.setPrototypeOf(Entity.prototype, prototype);
    delete Entity.prototype.constructor;
    return (of, told) => { row = of; onUnread = told; return new Entity(); };`,
  );
  return make(prototype, hydrates, ON_UNREAD, unread && accessorOf(unread)) as RowShape<T>['read'];
}

/** Values of an enumeration are texts, unless one of them could be taken for a number. */
const isAsDriven = ({ type, isArray, transformer, enum: values }: ColumnMetadata): boolean =>
  !isArray && !transformer && (AS_DRIVEN.has(type as string) || (type === 'enum' && !!values?.every((one) => Number.isNaN(Number(one)))));

/** A prototype for entities that have not all of their columns: what would be undefined says so, and may be written as on any. */
export const guarded = (prototype: object, columns: readonly ColumnMetadata[]): object =>
  Object.create(prototype, Object.fromEntries(columns.map(({ propertyName }) => [propertyName, accessorOf(propertyName)])));

const accessorOf = (name: string): PropertyDescriptor => ({
  enumerable: true,
  configurable: true,
  get(this: Unread) {
    this[ON_UNREAD]?.();
    throw new Error(`${name} was not selected.`);
  },
  set(this: Unread, value: unknown) {
    Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
  },
});
