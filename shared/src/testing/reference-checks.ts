import { createDataSource, type DatabaseModel } from '../database/data-source';
import { migrate } from '../database/migrate';
import { roleName, type ServiceName } from '../database/service';
import { CROSS_REFERENCES } from '../references/cross-references';
import { emptyDatabase } from './test-databases';

/** Columns that a request may write, and what the guard of their tables knows of each. */
const GUARDED = `SELECT c.table_name AS "table", c.column_name AS "column", t.arguments FROM information_schema.columns c
  LEFT JOIN (SELECT tgrelid, encode(tgargs, 'escape') AS arguments FROM pg_trigger WHERE tgname = 'guard_references' AND tgenabled = 'O') t
    ON t.tgrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
  WHERE c.table_schema = 'public' AND has_column_privilege($1, format('%I.%I', c.table_schema, c.table_name), c.column_name, 'INSERT, UPDATE')`;

interface Column {
  readonly table: string;
  readonly column: string;
  /** The trigger's, each ended by a zero byte: column, type, column, type. */
  readonly arguments: string | null;
}

/** References to other databases that a request may write and no guard stands behind: `tasks.assigned_to → Contact`. */
export async function unguardedReferences(service: ServiceName, model: DatabaseModel): Promise<string[]> {
  const database = await emptyDatabase(service);
  await migrate(database.owner, { service, migrations: model.migrations });
  const source = await createDataSource(database.owner, { entities: [], migrations: [] }, 1, 'reference check').initialize();
  try {
    const columns: Column[] = await source.query(GUARDED, [roleName(service, 'app')]);
    return CROSS_REFERENCES.filter(({ in: where }) => where === service).flatMap(({ table, column, to }) => {
      const written = columns.find((one) => one.table === table && one.column === column);
      const pairs = (written?.arguments ?? '').split('\\000');
      const isGuarded = pairs.some((name, index) => index % 2 === 0 && name === column && pairs[index + 1] === to);
      return written && !isGuarded ? [`${table}.${column} → ${to}`] : [];
    });
  } finally {
    await source.destroy();
  }
}
