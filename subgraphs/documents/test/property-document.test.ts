import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const LINK = `mutation ($input: LinkPropertyDocumentInput!) { linkPropertyDocument(input: $input) { isPrimary property { id } document { id } } }`;
const UNLINK = `mutation ($property: ID!, $document: ID!) { unlinkPropertyDocument(propertyId: $property, documentId: $document) { isPrimary } }`;
const LINKS = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Property { documentLinks { isPrimary document { id } } }
  ... on Document { propertyLinks { property { id } } } } }`;
const link = (as: Viewer, propertyId: string, documentId: string, isPrimary?: boolean) =>
  documents.ask(as, LINK, { input: { propertyId, documentId, isPrimary } });
const unlink = (as: Viewer, property: string, document: string) => documents.ask(as, UNLINK, { property, document });
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const refs = (__typename: string, ...ids: string[]) => ({ refs: ids.map((id) => ({ __typename, id })) });
const eventsOf = (id: string) =>
  documents.given((db) =>
    db.query(`SELECT type, payload FROM outbox_events WHERE subject_type = 'PropertyDocument' AND subject_id = $1 ORDER BY seq`, [id]),
  );

describe('links between properties and documents', () => {
  it('make one contract the paper of several properties, the main one first', async () => {
    const ann = aViewer();
    const [house, barn] = [await documents.owned(ann, 'Property'), await documents.owned(ann, 'Property')];
    const [contract, survey] = [await documents.document(ann), await documents.document(ann)];
    expect((await link(ann, house, survey.id)).data.linkPropertyDocument).toEqual({
      isPrimary: false,
      property: { id: house },
      document: { id: survey.id },
    });
    for (const property of [house, barn]) expect((await link(ann, property.toUpperCase(), contract.id, true)).errors).toBeUndefined();
    const { data } = await documents.ask(ann, LINKS, refs('Property', house, barn));
    expect(data._entities).toEqual([
      {
        documentLinks: [
          { isPrimary: true, document: { id: contract.id } },
          { isPrimary: false, document: { id: survey.id } },
        ],
      },
      { documentLinks: [{ isPrimary: true, document: { id: contract.id } }] },
    ]);
    const of = await documents.ask(ann, LINKS, refs('Document', contract.id));
    expect(of.data._entities[0].propertyLinks.map(({ property }: { property: { id: string } }) => property.id).sort()).toEqual(
      [house, barn].sort(),
    );
    expect(await eventsOf(survey.id)).toMatchObject([
      { type: 'property_document.added', payload: { propertyId: house, isPrimary: false } },
    ]);
  });

  it('are read in one statement for all properties, and their documents in another', async () => {
    const ann = aViewer();
    const properties = [
      await documents.owned(ann, 'Property'),
      await documents.owned(ann, 'Property'),
      await documents.owned(ann, 'Property'),
    ];
    for (const property of properties) for (let n = 0; n < 2; n += 1) await documents.linked(property, (await documents.document(ann)).id);
    expect(await documents.statementsOf(() => documents.ask(ann, LINKS, refs('Property', ...properties)))).toHaveLength(2);
  });

  it('have one main document a property, though twenty are made at once', async () => {
    const ann = aViewer();
    const property = await documents.owned(ann, 'Property');
    const papers = await Promise.all(Array.from({ length: 20 }, () => documents.document(ann)));
    const answers = await Promise.all(papers.map(({ id }) => link(ann, property, id, true)));
    expect(answers.map(code).filter(Boolean)).toEqual(Array(19).fill('CONFLICT'));
    const rows = await documents.given((db) =>
      db.query('SELECT document_id, is_primary FROM property_documents WHERE property_id = $1', [property]),
    );
    expect(rows).toEqual([{ document_id: papers[answers.findIndex(({ errors }) => !errors)]?.id, is_primary: true }]);
    const events = await Promise.all(papers.map(({ id }) => eventsOf(id)));
    expect(events.flat()).toHaveLength(1);
    // The main document is another once the link to the first is gone.
    expect((await unlink(ann, property, rows[0].document_id)).data.unlinkPropertyDocument).toEqual({ isPrimary: true });
    expect((await link(ann, property, rows[0].document_id)).errors).toBeUndefined();
    expect((await link(ann, property, papers.find(({ id }) => id !== rows[0].document_id)?.id as string, true)).errors).toBeUndefined();
  });

  it('are made once, removed once, and both are told', async () => {
    const ann = aViewer();
    const [property, { id }] = [await documents.owned(ann, 'Property'), await documents.document(ann)];
    const made = await Promise.all(Array.from({ length: 5 }, () => link(ann, property, id)));
    expect(made.map(code).filter(Boolean)).toEqual(Array(4).fill('CONFLICT'));
    const removed = await Promise.all(Array.from({ length: 5 }, () => unlink(ann, property, id)));
    expect(removed.map(code).filter(Boolean)).toEqual(Array(4).fill('NOT_FOUND'));
    expect((await eventsOf(id)).map(({ type }: { type: string }) => type)).toEqual([
      'property_document.added',
      'property_document.removed',
    ]);
  });

  it('name nothing that is another’s, hidden, unknown or no id', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const [property, foreign] = [await documents.owned(ann, 'Property'), await documents.owned(bob, 'Property')];
    const [mine, hidden] = [await documents.document(ann), await documents.document(bob)];
    for (const [to, document] of [
      [foreign, mine.id],
      [randomUUID(), mine.id],
      ['house', mine.id],
      [property, hidden.id],
      [property, randomUUID()],
      [property, 'deed'],
    ] as const) {
      expect(code(await link(ann, to, document))).toBe('NOT_FOUND');
      expect(code(await unlink(ann, to, document))).toBe('NOT_FOUND');
    }
    documents.others.hide('Property', property);
    expect((await link(ann, property, mine.id)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.propertyId': 'must be a Property that you may see' },
    });
  });

  it('go with the property’s owner to the next, who sees of the document no more than before', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const [property, { id }] = [await documents.owned(ann, 'Property'), await documents.document(ann)];
    await link(ann, property, id);
    await documents.given((db) => db.query(`UPDATE access_grants SET principal_id = $1 WHERE subject_id = $2`, [bob.userId, property]));
    const links = async (as: Viewer) => (await documents.ask(as, LINKS, refs('Property', property))).data._entities[0].documentLinks;
    expect([await links(ann), await links(bob)]).toEqual([[], [{ isPrimary: false, document: null }]]);
    expect(code(await unlink(ann, property, id))).toBe('NOT_FOUND');
    expect((await unlink(bob, property, id)).errors).toBeUndefined();
  });

  it('are at most two hundred a property', async () => {
    const ann = aViewer();
    const [property, last] = [await documents.owned(ann, 'Property'), await documents.document(ann)];
    await documents.given(async (db) => {
      await db.query(
        `WITH papers AS (INSERT INTO documents (origin, user_id, document_type, title, file_url)
          SELECT 'REAL_ESTATE', $1, 'DEED', 'Deed', 'https://x.example.com' FROM generate_series(1, 200) RETURNING id)
        INSERT INTO property_documents (property_id, document_id) SELECT $2, id FROM papers`,
        [ann.userId, property],
      );
    });
    expect(code(await link(ann, property, last.id))).toBe('CONFLICT');
  });
});
