import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { parse } from 'graphql';
import type { DataSource } from 'typeorm';
import { NOBODY } from '../src/access/viewer';
import { withClient } from '../src/database/admin-client';
import { createDataSource } from '../src/database/data-source';
import { RequestDatabase } from '../src/database/request-database';
import { buildFederatedSchema } from '../src/graphql/federated-schema';
import { KeyRows } from '../src/idempotency/key-rows';
import { KeySecrets } from '../src/idempotency/key-secrets';
import { KeyedField, type ScopedContext } from '../src/idempotency/keyed-field';
import { KeyedFields } from '../src/idempotency/keyed-fields';
import type { TestDatabase } from '../src/testing/test-databases';
import { aViewer } from '../src/testing/viewers';
import { keyedNoteService } from './fixtures/keyed-note.resolver';
import { noteDatabase } from './fixtures/note-service';

const secret = randomBytes(32);
const viewer = aViewer();
const definition = keyedNoteService();
const { schema } = buildFederatedSchema(definition.schema);
let database: TestDatabase;
let source: DataSource;
let system: DataSource;
beforeAll(async () => {
  database = await noteDatabase();
  source = await createDataSource(database.app, definition.model, 1, 'test').initialize();
  system = await createDataSource(database.system, definition.model, 1, 'test').initialize();
});
afterAll(() => Promise.all([source.destroy(), system.destroy()]));

const document = parse('mutation { addNote(title: "x") { id } }');
const [operation] = document.definitions;
const nodes = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections.filter((node) => node.kind === 'Field') : [];
const someName = () => ({ userId: viewer.userId, key: randomUUID(), field: 'addNote' });

describe('a field whose first request is still under way', () => {
  it('waits five seconds without a connection, and says then that the same key may be tried again', async () => {
    const name = someName();
    let seconds = 0;
    let tries = 0;
    const { watch } = new KeyedFields({ schema, references: {}, source, secret }).parts;
    const field = new KeyedField({ secret, secretFields: {}, watch, now: () => 1000 * seconds++ }, name, {
      definition: schema.getMutationType()?.getFields().addNote as never,
      nodes,
      document,
      variables: {},
    });
    const execute = async (): Promise<ExecutionResult> => {
      tries += 1;
      expect(await source.query('SELECT 1 AS free')).toEqual([{ free: 1 }]); // the only connection there is
      const request = new RequestDatabase(source, viewer, 'write');
      try {
        return (await field.before({ scope: { db: request.manager } } as ScopedContext)) ?? {};
      } finally {
        await request.end('rollback');
      }
    };
    await withClient(database.app, async (other) => {
      await other.query('BEGIN');
      await other.query('SELECT pg_advisory_xact_lock($1::bigint)', [new KeySecrets(secret, name).lock]);
      const inTransaction = () => Promise.reject(new Error('There is no failure to keep.'));
      await expect(field.answer({ execute, inTransaction })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(tries).toBe(5);
    });
  });
});

describe('a mark of the system’s work', () => {
  it('is left once, so that of two that lost sight of each other one is rolled back', async () => {
    const name = someName();
    const rows = new KeyRows(new KeySecrets(secret, name), name);
    await system.transaction((db) => rows.mark(db, 'input'));
    await expect(system.transaction((db) => rows.mark(db, 'input'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await system.transaction((db) => rows.keep(db, { inputHash: 'input', outcome: 'answer' }));
    expect(await system.transaction((db) => rows.read(db))).toEqual({ inputHash: 'input', outcome: 'answer' });
    await expect(system.transaction((db) => rows.keep(db, { inputHash: 'input', outcome: 'another' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('is left anew where the last one has expired', async () => {
    const name = someName();
    const rows = new KeyRows(new KeySecrets(secret, name), name);
    await system.transaction((db) => rows.keep(db, { inputHash: 'input', outcome: 'answer' }));
    await system.query('UPDATE idempotency_keys SET expires_at = now() WHERE user_id = $1', [name.userId]);
    expect(await system.transaction((db) => rows.read(db))).toBeUndefined();
    await system.transaction((db) => rows.mark(db, 'other'));
    expect(await system.transaction((db) => rows.read(db))).toEqual({ inputHash: 'other', outcome: null });
  });
});

describe('what is kept of an answer that holds a secret', () => {
  const kept = async (secretFields: Readonly<Record<string, string>>): Promise<string | undefined> => {
    const name = someName();
    const { watch } = new KeyedFields({ schema, references: {}, source, secret }).parts;
    const root = { definition: schema.getMutationType()?.getFields().addNote as never, nodes, document, variables: {} };
    const field = new KeyedField({ secret, secretFields, watch, now: () => 0 }, name, root);
    const secrets = new KeySecrets(secret, name);
    const request = new RequestDatabase(source, viewer, 'write');
    const context = { scope: { db: request.manager, viewer } } as ScopedContext;
    expect(await field.before(context)).toBeUndefined();
    await field.keep(context, { data: { addNote: { token: 'the secret' } } });
    const row = await new KeyRows(secrets, name).read(request.manager);
    await request.end('rollback');
    return secrets.open(row?.outcome ?? '');
  };

  it('is not the secret, even for whoever opens it', async () => {
    expect(await kept({})).toContain('the secret');
    expect(JSON.parse((await kept({ addNote: 'add another' })) ?? '')).toMatchObject({ value: null, errors: [], withheld: 'SECRET' });
  });
});

describe('what is kept of a key', () => {
  it('is opened by whoever has the service’s secret and sends the same key as the same user for the same field', () => {
    const name = someName();
    const secrets = new KeySecrets(secret, name);
    const sealed = secrets.seal('answer');
    expect(new KeySecrets(secret, name).open(sealed)).toBe('answer');
    const others = [
      new KeySecrets(randomBytes(32), name),
      ...[{ key: 'another' }, { userId: randomUUID() }, { field: 'another' }].map(
        (change) => new KeySecrets(secret, { ...name, ...change }),
      ),
    ];
    expect(others.map((other) => other.open(sealed))).toEqual(others.map(() => undefined));
    for (const broken of ['', 'x', sealed.slice(0, -1), `${sealed}A`, sealed.replace('1.', '2.'), sealed.replace(/.{22}$/, 'A'.repeat(22))])
      expect(secrets.open(broken)).toBeUndefined();
  });

  it('hashes an input so that nobody can try what it might be without the key', () => {
    const [one, other] = [someName(), someName()].map((name) => new KeySecrets(secret, name));
    expect(one?.mac('input')).not.toBe(other?.mac('input'));
    expect(one?.mac('input')).not.toBe(one?.mac('inpus'));
  });
});

describe('keyed fields', () => {
  const fields = () => new KeyedFields({ schema, references: {}, source, secret });
  const selected = { nodes, document, variables: {} };

  it('are those of somebody, with a key and arguments that fit', () => {
    const unfit = parse('mutation { addNote { id } }').definitions[0];
    const unfitNodes = unfit?.kind === 'OperationDefinition' ? unfit.selectionSet.selections.filter((node) => node.kind === 'Field') : [];
    expect(fields().field(viewer, 'key', 'addNote', selected)).toBeInstanceOf(KeyedField);
    expect(fields().field(viewer, undefined, 'addNote', selected)).toBeUndefined();
    expect(fields().field(NOBODY, 'key', 'addNote', selected)).toBeUndefined();
    expect(fields().field(viewer, 'key', 'addNote', { ...selected, nodes: unfitNodes })).toBeUndefined();
  });
});
