import { types } from 'pg';
import { DataSource, type EntitySchema, type MigrationInterface, type MixedList } from 'typeorm';
import { timestampReader } from './timestamp';

/** A civil date stays the text that PostgreSQL wrote: a Date object would move it with the process's time zone. */
const DATE_OID = 1082;
types.setTypeParser(DATE_OID, (text) => text);
/** Each row of a list has several of them, and the driver asks regular expressions of each. */
const TIMESTAMPTZ_OID = 1184;
types.setTypeParser(TIMESTAMPTZ_OID, timestampReader(types.getTypeParser(TIMESTAMPTZ_OID)));

type Classes = Function[];

/** What a service has in its database: explicit lists, so that nothing is found by accident. */
export interface DatabaseModel {
  readonly entities: MixedList<Function | string | EntitySchema>;
  readonly migrations: (new () => MigrationInterface)[];
}

/**
 * A TypeORM data source that never changes a schema by itself.
 * @param url connection URL of one of the service's roles
 * @param poolSize connections at most @param waitMs how long one is waited for
 */
export const createDataSource = (url: string, model: DatabaseModel, poolSize: number, name: string, waitMs = 10_000): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities: model.entities as Classes,
    migrations: model.migrations,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logging: false,
    applicationName: name,
    poolSize,
    poolErrorHandler: () => undefined, // an idle connection that breaks is replaced; a busy one fails its own request
    extra: { connectionTimeoutMillis: waitMs, idleTimeoutMillis: 30_000 },
  });
