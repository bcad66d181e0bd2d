import {
  type ConstDirectiveNode,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { DataSource } from 'typeorm';
import { createDataSource, type DatabaseModel } from '../database/data-source';
import { migrate, migrateDown } from '../database/migrate';
import type { ServiceName } from '../database/service';
import { buildFederatedSchema, type SchemaParts } from '../graphql/federated-schema';
import { emptyDatabase } from './test-databases';

const FEDERATION = /^(_Entity|_Any|_Service|FieldSet|(link|federation)__.*|Query|Mutation|Subscription|String|Int|Float|Boolean|ID)$/;
const FEDERATION_FIELDS = new Set(['_entities', '_service']);

/** Whether another subgraph owns and describes the type: here it has its key, and the fields that are added to it. */
export const isStub = ({ description, astNode }: GraphQLObjectType): boolean =>
  !description && Boolean(astNode?.directives?.some((directive) => directive.name.value === 'key'));

const objectsIn = async (url: string): Promise<unknown[]> => {
  const source = await createDataSource(url, { entities: [], migrations: [] }, 1, 'schema check').initialize();
  const rows = await source.query(`SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v') AND c.relname NOT IN ('migrations', 'typeorm_metadata')
    UNION ALL SELECT 'type', t.typname, t.typtype FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'e'
    UNION ALL SELECT 'function', p.proname, 'f' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1, 2`);
  await source.destroy();
  return rows;
};

/** The schema builder sends several statements at once on its one connection, which pg allows no longer: they wait for each other. */
function inTurn(source: DataSource): DataSource {
  const createQueryRunner = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode) => {
    const runner = createQueryRunner(mode);
    const send = runner.query.bind(runner);
    let before: Promise<unknown> = Promise.resolve();
    runner.query = (...statement: Parameters<typeof send>) => {
      const answer = before.then(() => send(...statement));
      before = answer.catch(() => undefined);
      return answer;
    };
    return runner;
  };
  return source;
}

/** What the schema builder would change to bring a freshly migrated database in step with the entities; nothing, one hopes. */
export async function schemaDrift(service: ServiceName, model: DatabaseModel): Promise<string[]> {
  const database = await emptyDatabase(service);
  await migrate(database.owner, { service, migrations: model.migrations });
  const source = inTurn(await createDataSource(database.owner, model, 2, 'drift').initialize());
  try {
    return (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  } finally {
    await source.destroy();
  }
}

/** What migrations leave behind when they are all taken back, and whether they then run again. */
export async function leftAfterDown(service: ServiceName, model: DatabaseModel): Promise<{ left: unknown[]; again: number }> {
  const database = await emptyDatabase(service);
  const plan = { service, migrations: model.migrations };
  await migrate(database.owner, plan);
  await migrateDown(database.owner, plan);
  const left = await objectsIn(database.owner);
  return { left, again: (await migrate(database.owner, plan)).length };
}

/** Types, fields and arguments without a description. A stub and its key have none: their owner describes them. */
export function undescribed(parts: SchemaParts): string[] {
  const { schema } = buildFederatedSchema(parts);
  const found: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || FEDERATION.test(type.name)) continue;
    const ofOthers = isObjectType(type) && isStub(type);
    if (!type.description && !ofOthers) found.push(type.name);
    if (isEnumType(type) || !(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const isForeign =
        ofOthers &&
        (field.name === 'id' ||
          (field.astNode?.directives as readonly ConstDirectiveNode[] | undefined)?.some(
            (directive) => directive.name.value === 'external',
          ));
      if (!field.description && !isForeign) found.push(`${type.name}.${field.name}`);
      for (const argument of 'args' in field ? field.args : [])
        if (!argument.description) found.push(`${type.name}.${field.name}(${argument.name})`);
    }
  }
  return [
    ...found,
    ...rootFields(parts).flatMap(({ name, args, description }) => [
      ...(description ? [] : [name]),
      ...args.filter((arg) => !arg.description).map((arg) => `${name}(${arg.name})`),
    ]),
  ];
}

const rootFields = (parts: SchemaParts) => {
  const { schema } = buildFederatedSchema(parts);
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => Object.values(type?.getFields() ?? {}))
    .filter(({ name }) => !FEDERATION_FIELDS.has(name));
};

/** Root fields and fields on other services' types that are not nullable: a service that is down must cost its own fields alone. */
export function unforgiving(parts: SchemaParts): string[] {
  const { schema } = buildFederatedSchema(parts);
  const stubs = Object.values(schema.getTypeMap()).filter(isObjectType).filter(isStub);
  const contributed = stubs.flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ name, type: of }) => name !== 'id' && isNonNullType(of))
      .map(({ name }) => `${type.name}.${name}`),
  );
  return [
    ...contributed,
    ...rootFields(parts)
      .filter(({ type }) => isNonNullType(type))
      .map(({ name }) => name),
  ];
}
