import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import fc from 'fast-check';
import type { Rebuilt } from '../src/access-grant/access-grant.rebuild';
import type { DocumentsContext } from '../src/context';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { deliver, GrantWorld, grantsIn } from './grant-owners';

let world: GrantWorld;
let documents: TestDocuments;
beforeAll(async () => {
  const current = {
    ask: (...args: Parameters<GrantWorld['ask']>) => world.ask(...args),
    page: (...args: Parameters<GrantWorld['page']>) => world.page(...args),
  };
  documents = await startTestDocuments({ database: await freshDatabase('documents'), owners: current });
});
afterAll(() => documents.stop());

const sql = (text: string, values: unknown[] = []) => documents.given((db) => db.query(text, values));
const begin = async () => {
  world = new GrantWorld();
  await sql('DELETE FROM access_grants');
  await sql('DELETE FROM access_grant_rebuilds');
};
beforeEach(begin);

const rebuild = () => documents.subgraph.work(NOBODY, ({ rebuildGrants }: DocumentsContext) => rebuildGrants());
const of = (type: Rebuilt['type'], rebuilt: readonly Rebuilt[]) => rebuilt.find((one) => one.type === type);
const tellAll = () => deliver(documents, world.events.splice(0));

describe('making the grants anew', () => {
  it('fills an empty table with what the owners know, page by page', async () => {
    world.pageSize = 2;
    const principals = Array.from({ length: 5 }, () => randomUUID());
    for (const id of principals) {
      world.hold('Property', id);
      world.hold('Lead', id);
      world.takePart(id, { rights: ['VIEW', 'UPLOAD'] });
    }
    const rebuilt = await rebuild();
    expect(of('Property', rebuilt)).toEqual({ type: 'Property', told: 5, removed: 0 });
    expect(await grantsIn(documents)).toEqual(world.truth);
    expect(world.pages.filter(({ type }) => type === 'Property')).toHaveLength(3);
    expect(await sql('SELECT FROM access_grant_rebuilds')).toEqual([]);
  });

  it('revives nothing that ends while its owner’s answer is on its way', async () => {
    const [ann, bob, contactId] = [randomUUID(), randomUUID(), randomUUID()];
    const lead = world.hold('Lead', ann);
    const property = world.hold('Property', bob);
    const exchangeId = world.takePart(contactId);
    world.events.splice(0); // nobody has told of them here
    world.meanwhile = async () => {
      world.meanwhile = undefined;
      world.end('Lead', lead);
      world.end('Exchange', exchangeId);
      world.deletePrincipal('user', bob);
      await tellAll();
    };
    await rebuild();
    expect(await sql('SELECT FROM access_grants WHERE is_active AND subject_id = ANY ($1)', [[lead, property, exchangeId]])).toEqual([]);
  });

  it('removes what no owner knows any more, and mends what is wrong', async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    const property = world.hold('Property', ann);
    const exchangeId = world.takePart(ann);
    await tellAll();
    await sql(`UPDATE access_grants SET principal_id = $1, source_seq = 99 WHERE subject_id = $2`, [bob, property]);
    await sql(`UPDATE access_grants SET permissions = '{VIEW,MANAGE}', source_seq = 99 WHERE subject_id = $1`, [exchangeId]);
    await sql(
      `INSERT INTO access_grants (subject_type, subject_id, principal_id, role) VALUES ('Lead', $1, $2, 'OWNER'), ('Exchange', $1, $2, 'CLIENT')`,
      [randomUUID(), bob],
    );
    const rebuilt = await rebuild();
    expect([of('Lead', rebuilt)?.removed, of('Exchange', rebuilt)?.removed]).toEqual([1, 1]);
    expect(await grantsIn(documents)).toEqual(world.truth);
    world.takePart(ann, { exchangeId, isActive: false }); // and later events count again
    await tellAll();
    expect(await grantsIn(documents)).toEqual(world.truth);
  });

  it('goes on where it was interrupted, and removes nothing that was told before', async () => {
    world.pageSize = 2;
    const ids = Array.from({ length: 5 }, () => world.hold('Property', randomUUID()));
    let pages = 0;
    world.meanwhile = async () => {
      pages += 1;
      if (pages === 3) throw new Error('killed');
    };
    await expect(rebuild()).rejects.toThrow('killed');
    expect(await grantsIn(documents)).toHaveLength(4);
    world.meanwhile = undefined;
    world.pages.length = 0;
    expect(of('Property', await rebuild())).toEqual({ type: 'Property', told: 1, removed: 0 });
    expect(world.pages[0]).toEqual({ type: 'Property', after: [...ids].sort()[3] });
    expect(await grantsIn(documents)).toEqual(world.truth);
  });

  it('denies no owner for a moment, and undoes nothing that an event wrote meanwhile', async () => {
    const [ann, bob, eve] = [aViewer(), aViewer(), aViewer()];
    const [kept, moved] = [world.hold('Lead', ann.userId), world.hold('Lead', ann.userId)];
    const { id } = await documents.leadDocument(kept);
    await tellAll();
    const seen: boolean[] = [];
    world.meanwhile = async () => {
      const { data } = await documents.ask(ann, 'query ($id: ID!) { document(id: $id) { id } }', { id });
      seen.push(data.document?.id === id);
      if (seen.length !== 2) return;
      world.hold('Lead', bob.userId, moved);
      world.hold('Lead', eve.userId);
      await tellAll();
    };
    await rebuild();
    expect(seen).toEqual([true, true, true, true, true]);
    expect(await grantsIn(documents)).toEqual(world.truth);
    expect(world.asked).toEqual([]);
  });

  it('tries again where another writer is in its way for too long', async () => {
    const lead = world.hold('Lead', randomUUID());
    let rebuilding: ReturnType<typeof rebuild> | undefined;
    await documents.given(async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`access_grant Lead/${lead}`]);
      rebuilding = rebuild();
      const waiters = new Set<string>();
      while (waiters.size < 2) {
        const waiting = await db.query(`SELECT virtualtransaction AS id FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
        for (const { id } of waiting) waiters.add(id);
      }
    });
    expect(of('Lead', (await rebuilding) ?? [])).toEqual({ type: 'Lead', told: 1, removed: 0 });
    expect(await grantsIn(documents)).toEqual(world.truth);
  });

  it('may run twice at once', async () => {
    world.pageSize = 3;
    for (let n = 0; n < 10; n++) world.hold('Project', randomUUID());
    await Promise.all([rebuild(), rebuild()]);
    expect(await grantsIn(documents)).toEqual(world.truth);
  });
});

type Step = readonly ['hold' | 'part' | 'end' | 'delete' | 'tell' | 'ask' | 'rebuild', thing: number, person: number];
const step = fc.tuple(
  fc.constantFrom<Step[0]>('hold', 'hold', 'part', 'part', 'end', 'delete', 'tell', 'tell', 'ask', 'rebuild'),
  fc.nat(2),
  fc.nat(2),
);

describe('histories', () => {
  it('lead to the same grants by events, by answers among them, and by making them anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await begin();
        const [things, people] = [0, 1].map(() => Array.from({ length: 3 }, () => randomUUID())) as [string[], string[]];
        const isThere = new Set<string>();
        for (const [what, n, m] of steps) {
          const [thing, person] = [things[n] as string, people[m] as string];
          const role = n === m ? 'CLIENT' : 'AGENCY';
          if (what === 'hold') isThere.add(world.hold('Property', person, thing));
          if (what === 'part') world.takePart(person, { exchangeId: thing, role, rights: n ? ['VIEW'] : ['VIEW', 'UPLOAD'] });
          if (what === 'end') world.takePart(person, { exchangeId: thing, role, isActive: false });
          if (what === 'delete' && isThere.delete(thing)) {
            world.delete('Property', thing);
            things[n] = randomUUID();
          }
          if (what === 'tell') await deliver(documents, world.events.splice(0, n + 1));
          if (what === 'ask') {
            const viewer = aViewer('USER', { userId: person, contactId: person });
            await documents.subgraph.work(viewer, async ({ grants }: DocumentsContext) => {
              await grants.held(things.map((id) => ({ type: m ? 'Property' : 'Exchange', id })));
            });
          }
          if (what === 'rebuild') await rebuild();
        }
        await tellAll();
        expect(await grantsIn(documents)).toEqual(world.truth);
        await rebuild();
        expect(await grantsIn(documents)).toEqual(world.truth);
        await sql('DELETE FROM access_grants');
        await rebuild();
        expect(await grantsIn(documents)).toEqual(world.truth);
      }),
      { numRuns: 25 },
    );
  });
});
