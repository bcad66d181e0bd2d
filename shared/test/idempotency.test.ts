import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NOBODY, Viewer } from '../src/access/viewer';
import { aViewer } from '../src/testing/viewers';
import { ADD, codes, count, keyed, keysOf, said, service, some, useKeyedNotes, viewer } from './fixtures/keyed-notes';

useKeyedNotes();

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
