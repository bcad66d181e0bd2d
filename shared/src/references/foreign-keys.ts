import type { EntityManager, EntityMetadata } from 'typeorm';

/** A foreign key of one column to a table's id. */
export interface ForeignKey {
  readonly child: string;
  readonly column: string;
  readonly parent: string;
  readonly onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT';
}

/** NO ACTION refuses as RESTRICT does; there is no SET DEFAULT. */
const KEYS_SQL = `SELECT child.relname AS child, a.attname AS column, parent.relname AS parent,
    CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'RESTRICT' END AS "onDelete"
  FROM pg_constraint k
  JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
  WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND cardinality(k.conkey) = 1
  ORDER BY child.relname, a.attname`;

/** What refers to what inside the database, as the database itself has it. */
export const foreignKeys = (db: EntityManager): Promise<ForeignKey[]> => db.query(KEYS_SQL);

const COLUMNS_SQL = `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
    AND c.relname || '.' || a.attname = ANY ($1)`;

/** Which of these columns there are, each as `table.column`. */
export const existingColumns = async (db: EntityManager, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const found: { name: string }[] = names.length ? await db.query(COLUMNS_SQL, [names]) : [];
  return new Set(found.map(({ name }) => name));
};

/** The entity whose table it is, if it has rows that are known by their id. */
export const entityOf = (db: EntityManager, table: string): EntityMetadata | undefined =>
  db.dataSource.entityMetadatas.find(
    ({ tableName, primaryColumns: [key, more] }) => tableName === table && key?.propertyName === 'id' && !more,
  );

/** How people call the rows of a table: by the entity's name where there is one. */
export const typeOfTable = (db: EntityManager, table: string): string =>
  db.dataSource.entityMetadatas.find(({ tableName }) => tableName === table)?.name ?? table;

/** What can be edited has events; the rest is part of something, or a record of what happened. */
export const hasEvents = ({ columns }: EntityMetadata): boolean => columns.some(({ propertyName }) => propertyName === 'version');

/** The noun by which an entity's events are called: `PlatformLink` is `platform_link`. */
export const nounOf = ({ name }: EntityMetadata): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
