import { LRUCache } from 'lru-cache';
import { types } from 'pg';

/** A column as PostgreSQL describes it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

type Row = Readonly<Record<string, unknown>>;
/** A row from what PostgreSQL wrote of its columns, in their order. */
export type RowReader = (values: readonly (string | null)[]) => Row;

const TEXT_OID = 25;
const MOST_KEPT = 500;
const readers = new LRUCache<string, RowReader>({ max: MOST_KEPT });

const asWritten = types.getTypeParser(TEXT_OID);

/**
 * How the rows of a statement are read, in the types of the driver. It is compiled: a loop over names would make an object of
 * a shape that the engine does not know beforehand.
 */
export function rowReader(fields: readonly Field[]): RowReader {
  const key = JSON.stringify(fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
  const known = readers.get(key);
  if (known) return known;
  const parsers = fields.map(({ dataTypeID }) => types.getTypeParser(dataTypeID));
  const columns = fields.map(({ name }, n) => {
    const value = parsers[n] === asWritten ? `values[${n}]` : `values[${n}] === null ? null : parsers[${n}](values[${n}])`;
    return `[${JSON.stringify(name)}]: ${value}`; // in brackets, since a column may be called __proto__
  });
  const reader: RowReader = new Function('parsers', `return (values) => ({ ${columns.join(', ')} });`)(parsers);
  readers.set(key, reader);
  return reader;
}
