import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { IDENTITY_HEADER } from '../src/access/identity-header';
import { IdentityIssuer } from '../src/access/identity-token';
import { NOBODY, type Viewer } from '../src/access/viewer';
import { subgraphServer } from '../src/graphql/subgraph-server';
import { EXISTS_PATH, type FindExisting, visibleIds } from '../src/references/existence';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService, visibleNotes } from './fixtures/note-service';

let service: TestSubgraph;
let server: FastifyInstance;
/** Happens after rows were looked for. */
let meanwhile: (() => Promise<void>) | undefined;
beforeAll(async () => {
  const notes = noteService();
  const definition = {
    ...notes,
    schema: { ...notes.schema, resources: { Property: 'property' as const } },
    existence: {
      Property: async (...question: Parameters<FindExisting>) => {
        const found = await visibleIds(Note, visibleNotes)(...question);
        await meanwhile?.();
        return found;
      },
    },
  };
  service = await startTestSubgraph(definition, { database: await noteDatabase() });
  server = subgraphServer(service.subgraph);
});
afterAll(async () => {
  await server.close();
  await service.stop();
});

const post = async (viewer: Viewer, payload: object, by: 'own' | 'gateway' = 'own') =>
  server.inject({
    method: 'POST',
    url: EXISTS_PATH,
    headers: { [IDENTITY_HEADER]: await new IdentityIssuer(by === 'own' ? 'crm' : 'gateway', service.keys[by]).mint(viewer, 'crm') },
    payload,
  });
const ask = async (viewer: Viewer, ids: readonly string[], type = 'Property') => {
  const answer = await post(viewer, { type, ids });
  expect(answer.statusCode).toBe(200);
  return answer.json();
};
const aNote = (owner: Viewer) => service.given((db) => db.save(db.create(Note, { ownerId: owner.userId, title: randomUUID() })));

describe('existence for other services', () => {
  it('is what the viewer sees, whatever the case of the ids, in two statements', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const [mine, also, other] = [await aNote(ann), await aNote(ann), await aNote(bob)];
    const ids = [mine.id.toUpperCase(), also.id, other.id, randomUUID()];
    const statements = await service.statementsOf(async () => {
      expect(((await ask(ann, ids)).ids as string[]).sort()).toEqual([mine.id, also.id].sort());
    });
    expect(statements).toHaveLength(2); // what is there, and what of it is being deleted
    expect(await ask(bob, ids)).toEqual({ ids: [other.id] });
    expect((await ask(aViewer('ADMIN'), ids)).ids).toHaveLength(3);
  });

  it('is nothing of what is deleted, with its mark, just after it was found', async () => {
    const ann = aViewer();
    const { id } = await aNote(ann);
    await service.given((db) => db.query(`INSERT INTO deletions (type, id, token) VALUES ('Property', $1, $1)`, [id]));
    meanwhile = () => service.given((db) => db.query('DELETE FROM deletions WHERE id = $1', [id]));
    try {
      expect(await ask(ann, [id])).toEqual({ ids: [] });
    } finally {
      meanwhile = undefined;
    }
    expect(await ask(ann, [id])).toEqual({ ids: [id] });
  });

  it('is nothing for nobody, for a type without rows, and for a token without the scope', async () => {
    const ann = aViewer();
    const { id } = await aNote(ann);
    const token = (scopes: NonNullable<Viewer['identity']['scopes']>) => aViewer('USER', { userId: ann.userId, scopes });
    expect(await ask(NOBODY, [id])).toEqual({ ids: [] });
    expect(await ask(ann, [id], 'Deal')).toEqual({ ids: [] });
    expect(await ask(token(['lead:read']), [id])).toEqual({ ids: [] });
    expect(await ask(token(['property:read']), [id])).toEqual({ ids: [id] });
  });

  it('is told to services alone, for ids of a type and at most 500', async () => {
    const ids = [randomUUID()];
    expect((await post(aViewer(), { type: 'Property', ids }, 'gateway')).statusCode).toBe(401);
    for (const payload of [
      { type: 'Note', ids },
      { type: 'Property', ids: ['27'] },
      { type: 'Property', ids: [] },
      { type: 'Property', ids: Array.from({ length: 501 }, () => randomUUID()) },
    ])
      expect((await post(aViewer(), payload)).statusCode).toBe(400);
  });
});
