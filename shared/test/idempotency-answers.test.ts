import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Viewer } from '../src/access/viewer';
import { withClient } from '../src/database/admin-client';
import { TIDY_IDEMPOTENCY_KEYS } from '../src/idempotency/expired-keys';
import { enqueueJob } from '../src/jobs/enqueue';
import { aViewer } from '../src/testing/viewers';
import { ADD, codes, count, database, keyed, keysOf, said, service, some, useKeyedNotes, viewer } from './fixtures/keyed-notes';

useKeyedNotes();

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
