import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, Viewer } from '../src/access/viewer';
import { withClient } from '../src/database/admin-client';
import { TIDY_IDEMPOTENCY_KEYS } from '../src/idempotency/expired-keys';
import { enqueueJob } from '../src/jobs/enqueue';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { keyedNoteService } from './fixtures/keyed-note.resolver';
import { noteDatabase } from './fixtures/note-service';

let database: TestDatabase;
let service: TestSubgraph;
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(keyedNoteService(), { database });
});
afterAll(() => service.stop());

const viewer = aViewer();
const keyed = (key: string, query: string, variables: Record<string, unknown> = {}, as: Viewer = viewer) =>
  service.ask(as, query, variables, { idempotencyKey: key });
const codes = ({ errors = [] }: Awaited<ReturnType<typeof keyed>>) => errors.map(({ extensions }) => extensions?.code);
const count = async (title: string): Promise<number> => {
  const [{ count }] = await service.given((db) => db.query('SELECT count(*)::int AS count FROM notes WHERE title = $1', [title]));
  return count;
};
const keysOf = ({ userId }: Viewer): Promise<{ field: string; outcome: string | null }[]> =>
  service.given((db) => db.query('SELECT field, outcome FROM idempotency_keys WHERE user_id = $1', [userId]));
const ADD = 'mutation ($title: String!) { addNote(title: $title) { id title } }';
const some = (): [key: string, title: string] => [randomUUID(), randomUUID()];
/** What was answered, without the request that asked. */
const said = ({ data, errors }: Awaited<ReturnType<typeof keyed>>) => ({
  data,
  errors: errors?.map(({ extensions: { requestId: _, ...extensions } = {}, ...rest }) => ({ ...rest, extensions })),
});

describe('a mutation with an idempotency key', () => {
  it('is carried out once, and answers the same each time', async () => {
    const [key, title] = some();
    const first = await keyed(key, ADD, { title });
    expect(first).toEqual({ data: { addNote: { id: expect.any(String), title } } });
    expect(await keyed(key, ADD, { title })).toEqual(first);
    expect(await count(title)).toBe(1);
  });

  it('is the same whether its input comes in variables or in the document, in whatever order', async () => {
    const [key, title] = some();
    const first = await keyed(key, ADD, { title });
    expect(await keyed(key, `mutation { addNote(title: "${title}") { id title } }`)).toEqual(first);
    expect(codes(await keyed(key, `mutation { addNote(title: "${title}") { id } }`))).toEqual(['CONFLICT']);
    expect(await count(title)).toBe(1);
  });

  it('is refused with another input, selection or field, and leaves the first as it was', async () => {
    const [key, title] = some();
    const first = await keyed(key, ADD, { title });
    const others = [
      await keyed(key, ADD, { title: `${title}!` }),
      await keyed(key, 'mutation ($title: String!) { addNote(title: $title) { title } }', { title }),
      await keyed(key, 'mutation ($title: String!) { addNote(title: $title) { ...all } } fragment all on Note { id title }', { title }),
      await keyed(key, 'mutation ($title: String!) { addNote: addGuardedNote(title: $title) { id title } }', { title }),
    ];
    expect(others.map(codes)).toEqual(others.map(() => ['CONFLICT']));
    expect(others.map(({ data }) => data)).toEqual(others.map(() => ({ addNote: null })));
    expect(await keyed(key, ADD, { title })).toEqual(first);
    expect(await count(`${title}!`)).toBe(0);
  });

  it('is another one with another default of a variable, and the same with a default spelt out', async () => {
    const [key, title] = some();
    const ask = (preset: string) => keyed(key, `mutation ($title: String! = "${preset}") { addNote(title: $title) { id } }`);
    const first = await ask(title);
    expect(codes(await ask(`${title}!`))).toEqual(['CONFLICT']);
    expect(await keyed(key, 'mutation ($title: String!) { addNote(title: $title) { id } }', { title })).toEqual(first);
    expect([await count(title), await count(`${title}!`)]).toEqual([1, 0]);
  });

  it('tells a list of pairs from an object, and takes no notice of the order of names', async () => {
    const key = randomUUID();
    const weigh = (value: unknown) => keyed(key, 'mutation ($value: JSON!) { weigh(value: $value) }', { value });
    const first = await weigh({ a: 1, b: { toJSON: 'x', y: [2] } });
    expect(await weigh({ b: { y: [2], toJSON: 'x' }, a: 1 })).toEqual(first);
    const others = [
      [
        ['a', 1],
        ['b', { toJSON: 'x', y: [2] }],
      ],
      { a: '1', b: { toJSON: 'x', y: [2] } },
      { a: 1, b: { toJSON: 'x', y: { 0: 2 } } },
      { a: 1, b: { toJSON: 'x', y: [2], z: null } },
    ];
    for (const other of others) expect(codes(await weigh(other))).toEqual(['CONFLICT']);
  });

  it('is one for two sessions of a user, in turn and at once', async () => {
    const [one, key, title] = [aViewer(), ...some()];
    const sessions = [0, 1].map(() => new Viewer({ ...one.identity, sessionId: randomUUID() }));
    const [first, second] = await Promise.all(sessions.map((session) => keyed(key, ADD, { title }, session)));
    expect(second).toEqual(first);
    expect(await keyed(key, ADD, { title }, sessions[0])).toEqual(first);
    expect(await count(title)).toBe(1);
  });

  it('has twenty fields under one key, each by its response name', async () => {
    const key = randomUUID();
    const titles = Array.from({ length: 20 }, () => randomUUID());
    const names = titles.map((_, n) => (n === 7 ? '__proto__' : `f${n}`));
    const query = `mutation { ${titles.map((title, n) => `${names[n]}: addNote(title: "${title}") { id }`).join(' ')} __typename }`;
    const [first, second] = await Promise.all([keyed(key, query), keyed(key, query)]);
    expect(first.errors).toBeUndefined();
    expect(Object.getOwnPropertyNames(first.data).sort()).toEqual([...names, '__typename'].sort());
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(await Promise.all(titles.map(count))).toEqual(titles.map(() => 1));
  });

  it('keeps no answer that is too large, and says so when it is asked again', async () => {
    const one = aViewer();
    const ask = async (key: string, size: number) => keyed(key, `mutation { write(sql: "SELECT repeat('x', ${size}) AS x") }`, {}, one);
    const [large, fits] = [randomUUID(), randomUUID()];
    expect((await ask(large, 5_000_000)).data.write[0].x).toHaveLength(5_000_000);
    expect((await ask(large, 5_000_000)).errors).toMatchObject([
      {
        message: 'This was carried out; its answer was too large to be kept: read the state.',
        extensions: { code: 'CONFLICT', outcome: 'WITHHELD' },
      },
    ]);
    const first = await ask(fits, 200_000);
    expect(await ask(fits, 200_000)).toEqual(first);
    const longest = 'SELECT max(length(outcome)) AS longest FROM idempotency_keys WHERE user_id = $1';
    const [{ longest: kept }] = await service.given((db) => db.query(longest, [one.userId]));
    expect(kept).toBeLessThan(400_000);
  });

  it('is refused with a key that is empty, too long or not printable ASCII', async () => {
    const title = randomUUID();
    for (const key of ['', 'x'.repeat(256), 'é', 'a\tb', '\n', '\u{1F511}']) {
      const answer = await keyed(key, ADD, { title });
      expect(answer.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', fields: { 'Idempotency-Key': 'must be 1 to 255 printable ASCII characters' } } },
      ]);
    }
    expect(await count(title)).toBe(0);
    expect(codes(await keyed('x'.repeat(255), ADD, { title }))).toEqual([]);
  });

  it('has a space of its own for each user', async () => {
    const key = randomUUID();
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const other = aViewer();
    const first = await keyed(key, ADD, { title: mine });
    const second = await keyed(key, ADD, { title: theirs }, other);
    expect([first.data.addNote.title, second.data.addNote.title]).toEqual([mine, theirs]);
    expect(await keyed(key, ADD, { title: mine })).toEqual(first);
    expect(await keyed(key, ADD, { title: theirs }, other)).toEqual(second);
  });

  it('keeps nothing for nobody', async () => {
    const answer = await keyed(randomUUID(), ADD, { title: randomUUID() }, NOBODY);
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
    expect(await service.given((db) => db.query('SELECT FROM idempotency_keys WHERE user_id IS NULL'))).toEqual([]);
  });

  it('has one effect and one answer where fifty come at once', async () => {
    const [key, title] = some();
    const answers = await Promise.all(Array.from({ length: 50 }, () => keyed(key, ADD, { title })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({ data: { addNote: { id: expect.any(String), title } } });
    expect(await count(title)).toBe(1);
  });

  it('is a new one after 24 hours', async () => {
    const key = randomUUID();
    const day = `SELECT expires_at - now() BETWEEN interval '23 hours 59 minutes' AND interval '24 hours' AS lasts FROM idempotency_keys WHERE user_id = $1`;
    const one = aViewer();
    const first = await keyed(key, ADD, { title: randomUUID() }, one);
    expect(await service.given((db) => db.query(day, [one.userId]))).toEqual([{ lasts: true }]);
    await service.given((db) => db.query('UPDATE idempotency_keys SET expires_at = now() WHERE user_id = $1', [one.userId]));
    const title = randomUUID();
    const second = await keyed(key, ADD, { title }, one);
    expect(second.data.addNote.title).toBe(title);
    expect(second.data.addNote.id).not.toBe(first.data.addNote.id);
    expect(await keyed(key, ADD, { title }, one)).toEqual(second);
    expect(await service.given((db) => db.query(day, [one.userId]))).toEqual([{ lasts: true }]);
  });

  it('answers its refusal again, even when it would succeed by now', async () => {
    const [key, title] = some();
    await service.ask(viewer, ADD, { title });
    const first = await keyed(key, ADD, { title });
    expect(first.errors).toMatchObject([{ path: ['addNote'], extensions: { code: 'CONFLICT', rule: 'notes_title_key' } }]);
    await service.given((db) => db.query('DELETE FROM notes WHERE title = $1', [title]));
    expect(said(await keyed(key, ADD, { title }))).toEqual(said(first));
    expect(await count(title)).toBe(0);
  });

  it('answers the refusal of a commit again', async () => {
    const key = randomUUID();
    const broken = 'mutation { write(sql: "INSERT INTO checks VALUES (7, 8)") }';
    const first = await keyed(key, broken);
    expect(codes(first)).toEqual(['REFERENCED']);
    await service.given((db) => db.query('INSERT INTO checks VALUES (8, NULL)'));
    expect(said(await keyed(key, broken))).toEqual(said(first));
  });

  it.each([
    ['its connection broke', 'SELECT pg_terminate_backend(pg_backend_pid())', 'UNAVAILABLE'],
    ['it failed by a fault of ours', 'SELECT nonsense', 'INTERNAL'],
    ['it lost a race', `DO $$ BEGIN RAISE lock_not_available; END $$`, 'CONFLICT'],
  ])('is tried anew after %s', async (_, sql, code) => {
    const one = aViewer();
    const answer = await keyed(randomUUID(), 'mutation ($sql: String!) { write(sql: $sql) }', { sql }, one);
    expect(codes(answer)).toEqual([code]);
    expect(await keysOf(one)).toEqual([]);
  });

  it('keeps neither effect nor answer of what is rolled back', async () => {
    const [key, title] = some();
    const one = aViewer();
    const sql = `INSERT INTO notes (owner_id, title) VALUES ('${one.userId}', '${title}')`;
    const refused = await keyed(key, 'mutation ($sql: String!) { writeAndRefuse(sql: $sql) }', { sql }, one);
    expect(codes(refused)).toEqual(['CONFLICT']);
    expect(await count(title)).toBe(0);
    expect(await keysOf(one)).toMatchObject([{ field: 'writeAndRefuse' }]);
  });

  it('keeps each of several fields, so that a second attempt goes on where the first was cut off', async () => {
    const key = randomUUID();
    const one = aViewer();
    const [first, second] = [randomUUID(), randomUUID()];
    const both = `mutation { a: addNote(title: "${first}") { id } b: addNote(title: "${second}") { id } }`;
    // As it is when the process is killed between both.
    const cut = await keyed(key, `mutation { a: addNote(title: "${first}") { id } }`, {}, one);
    const whole = await keyed(key, both, {}, one);
    expect(whole).toEqual({ data: { a: cut.data.a, b: { id: expect.any(String) } } });
    expect(await keyed(key, both, {}, one)).toEqual(whole);
    expect([await count(first), await count(second)]).toEqual([1, 1]);
    expect((await keysOf(one)).map(({ field }) => field).sort()).toEqual(['a', 'b']);
  });

  it('takes names that every object has', async () => {
    const [key, title] = some();
    const query = `mutation { __proto__: addNote(title: "${title}") { id constructor: title } }`;
    const first = await keyed(key, query);
    expect(Object.getOwnPropertyNames(first.data)).toEqual(['__proto__']);
    expect(JSON.stringify(await keyed(key, query))).toBe(JSON.stringify(first));
    expect(await count(title)).toBe(1);
  });

  it('means nothing to a query', async () => {
    const key = randomUUID();
    const [before, title] = [await keyed(key, '{ notes { totalCount } }'), randomUUID()];
    await service.ask(viewer, ADD, { title });
    const after = await keyed(key, '{ notes { totalCount } }');
    expect(after.data.notes.totalCount).toBe(before.data.notes.totalCount + 1);
  });
});

describe('a key of a mutation that the system carries out', () => {
  const SYSTEM =
    'mutation ($title: String!, $afterwards: Afterwards!, $records: Boolean!) { addNoteAsSystem(title: $title, afterwards: $afterwards, records: $records) { id } }';

  it('answers the same again', async () => {
    const [key, title] = some();
    const first = await keyed(key, SYSTEM, { title, afterwards: 'ANSWER', records: true });
    expect(await keyed(key, SYSTEM, { title, afterwards: 'ANSWER', records: true })).toEqual(first);
    expect(await count(title)).toBe(1);
  });

  it('answers the refusal that came after the commit again', async () => {
    const [key, title] = some();
    const first = await keyed(key, SYSTEM, { title, afterwards: 'REFUSE', records: true });
    expect(codes(first)).toEqual(['CONFLICT']);
    await service.given((db) => db.query('DELETE FROM notes WHERE title = $1', [title]));
    expect(said(await keyed(key, SYSTEM, { title, afterwards: 'REFUSE', records: true }))).toEqual(said(first));
    expect(await count(title)).toBe(0);
  });

  it('does not do it again when the answer was lost, and says so', async () => {
    const [key, title] = some();
    expect(codes(await keyed(key, SYSTEM, { title, afterwards: 'BREAK', records: true }))).toEqual(['UNAVAILABLE']);
    await service.given((db) => db.query('UPDATE notes SET title = $2 WHERE title = $1', [title, `${title} once`]));
    const again = await keyed(key, SYSTEM, { title, afterwards: 'BREAK', records: true });
    expect(again.errors).toMatchObject([
      { message: expect.stringContaining('not known any more'), extensions: { code: 'CONFLICT', outcome: 'UNKNOWN' } },
    ]);
    expect(codes(await keyed(key, SYSTEM, { title: randomUUID(), afterwards: 'BREAK', records: true }))).toEqual(['CONFLICT']);
    expect([await count(title), await count(`${title} once`)]).toEqual([0, 1]);
  });

  it('does again what was only counted', async () => {
    const [key, title] = some();
    expect(codes(await keyed(key, SYSTEM, { title, afterwards: 'BREAK', records: false }))).toEqual(['UNAVAILABLE']);
    await service.given((db) => db.query('DELETE FROM notes WHERE title = $1', [title]));
    expect(codes(await keyed(key, SYSTEM, { title, afterwards: 'BREAK', records: false }))).toEqual(['UNAVAILABLE']);
    expect(await count(title)).toBe(1);
  });
});

describe('a key of a mutation whose answer holds a secret', () => {
  const SECRET = 'mutation ($title: String!) { addSecretNote(title: $title) { id title } }';

  it('has it carried out once, and answered once', async () => {
    const [key, title] = some();
    const answers = await Promise.all(Array.from({ length: 10 }, () => keyed(key, SECRET, { title })));
    expect(answers.filter(({ data }) => data.addSecretNote?.title === title)).toHaveLength(1);
    const others = answers.filter(({ data }) => data.addSecretNote === null);
    expect(others).toHaveLength(9);
    for (const other of others)
      expect(other.errors).toMatchObject([
        {
          message: 'This was carried out; its answer held a secret, and was not kept: add another.',
          path: ['addSecretNote'],
          extensions: { code: 'CONFLICT', outcome: 'WITHHELD' },
        },
      ]);
    expect(codes(await keyed(key, SECRET, { title: `${title}!` }))).toEqual(['CONFLICT']);
    expect([await count(title), await count(`${title}!`)]).toEqual([1, 0]);
  });

  it('answers its refusal again, which holds none', async () => {
    const [key, title] = some();
    await service.ask(viewer, ADD, { title });
    const first = await keyed(key, SECRET, { title });
    expect(first.errors).toMatchObject([{ extensions: { code: 'CONFLICT', rule: 'notes_title_key' } }]);
    expect(said(await keyed(key, SECRET, { title }))).toEqual(said(first));
  });
});

describe('an answer that is given again', () => {
  const given = async (as = aViewer(), field = 'addNote') => {
    const [key, title] = some();
    const query = `mutation { ${field}(title: "${title}") { id title } }`;
    const first = await keyed(key, query, {}, as);
    return { id: first.data[field].id as string, first, again: (viewer = as) => keyed(key, query, {}, viewer) };
  };

  it('is not given to a viewer with other rights, be they more or fewer', async () => {
    const one = aViewer();
    const { again } = await given(one);
    for (const change of [
      { role: 'ADMIN' },
      { permissions: ['lead:read'] },
      { contactId: randomUUID() },
      { clientId: randomUUID() },
      { scopes: ['property:write'] },
    ] as const) {
      expect(codes(await again(new Viewer({ ...one.identity, ...change })))).toEqual(['CONFLICT']);
    }
    expect(codes(await again(new Viewer({ ...one.identity, sessionId: randomUUID() })))).toEqual([]);
  });

  it('is not given to a viewer whose session was ended', async () => {
    const one = aViewer();
    const { again } = await given(one);
    service.revocations.apply({ seq: 1, subjectId: one.identity.sessionId as string });
    expect(codes(await again())).toEqual(['UNAUTHENTICATED']);
  });

  it('is not given of a row that the viewer may not see any more', async () => {
    const { id, again } = await given();
    await service.given((db) => db.query('UPDATE notes SET owner_id = $2 WHERE id = $1', [id, randomUUID()]));
    const answer = await again();
    expect(answer).toMatchObject({
      data: { addNote: null },
      errors: [{ message: `No Note with id ${id}.`, extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('is not given of such a row by policy alone, where row level security is off', async () => {
    const { id, again } = await given();
    await service.given((db) => db.query('UPDATE notes SET owner_id = $2 WHERE id = $1', [id, randomUUID()]));
    const security = (state: string) =>
      withClient(database.admin, (client) => client.query(`ALTER TABLE notes ${state} ROW LEVEL SECURITY`));
    await security('DISABLE');
    const answer = await again();
    await security('ENABLE');
    expect(codes(answer)).toEqual(['NOT_FOUND']);
  });

  it('is given of a row that was deleted since', async () => {
    const { id, first, again } = await given();
    await service.given((db) => db.query('DELETE FROM notes WHERE id = $1', [id]));
    expect(await again()).toEqual(first);
  });

  it('is given to whoever gave the row away by this very request', async () => {
    const one = aViewer();
    const { id } = await given(one);
    const [key, give] = [randomUUID(), `mutation { giveNote(id: "${id}", to: "${randomUUID()}") { id title } }`];
    const first = await keyed(key, give, {}, one);
    expect(first.data.giveNote.id).toBe(id);
    expect(await keyed(key, give, {}, one)).toEqual(first);
  });

  it('asks for current rights again where the first time did', async () => {
    const [guarded, plain] = [await given(aViewer(), 'addGuardedNote'), await given()];
    service.revocations.lose();
    const answers = [await guarded.again(), await plain.again()];
    service.revocations.confirm(1);
    expect(answers.map(codes)).toEqual([['UNAVAILABLE'], []]);
    expect(await guarded.again()).toEqual(guarded.first);
  });

  it('is not known any more when it was altered, or sealed under another key of the service', async () => {
    const [one, other] = [aViewer(), aViewer()];
    const [{ again }] = [await given(one), await given(other)];
    await service.given((db) =>
      db.query('UPDATE idempotency_keys SET outcome = (SELECT outcome FROM idempotency_keys WHERE user_id = $2) WHERE user_id = $1', [
        one.userId,
        other.userId,
      ]),
    );
    expect((await again()).errors).toMatchObject([{ extensions: { code: 'CONFLICT', outcome: 'UNKNOWN' } }]);
  });

  it('stands in the database in no form that can be read, nor does the key or the input', async () => {
    const [key, title] = some();
    const one = aViewer();
    await keyed(key, ADD, { title }, one);
    const rows = await withClient(
      database.admin,
      async (client) => (await client.query('SELECT k::text AS row FROM idempotency_keys k')).rows,
    );
    expect(rows.filter(({ row }) => row.includes(one.userId))).toHaveLength(1);
    expect(rows.filter(({ row }) => row.includes(key) || row.includes(title))).toEqual([]);
  });
});

describe('the job of idempotency keys', () => {
  it('removes those that have expired, and no others', async () => {
    const [old, fresh] = [aViewer(), aViewer()];
    for (const one of [old, fresh]) await keyed(randomUUID(), ADD, { title: randomUUID() }, one);
    await service.given((db) => db.query('UPDATE idempotency_keys SET expires_at = now() WHERE user_id = $1', [old.userId]));
    await service.given((db) => enqueueJob(db, TIDY_IDEMPOTENCY_KEYS, {}));
    await service.subgraph.runJobs();
    expect([await keysOf(old), await keysOf(fresh)]).toEqual([[], [expect.objectContaining({ field: 'addNote' })]]);
  });
});
