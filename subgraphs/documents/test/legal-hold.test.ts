import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addVersion } from './versions.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const HOLD = `{ id version name reason releasedAt releaseReason exchange { id } placedBy { id } releasedBy { id }
  documents { totalCount edges { node { documentId documentTitle reason removedAt removalReason document { id } } } } }`;
const PLACE = `mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) ${HOLD} }`;
const ADD = `mutation ($input: HoldDocumentsInput!) { addToLegalHold(input: $input) ${HOLD} }`;
const REMOVE = `mutation ($input: HoldDocumentsInput!) { removeFromLegalHold(input: $input) ${HOLD} }`;
const RELEASE = `mutation ($id: ID!, $reason: String!, $version: Int) { releaseLegalHold(id: $id, reason: $reason, version: $version) ${HOLD} }`;
const TRASH = 'mutation ($id: ID!) { trashDocument(id: $id) { id } }';
const PURGE = 'mutation ($id: ID!) { purgeDocument(id: $id) { id } }';
const CREATE =
  'mutation ($input: CreateRetentionPolicyInput!) { createRetentionPolicy(input: $input) { id version name keepDays isActive } }';
const UPDATE = 'mutation ($input: UpdateRetentionPolicyInput!) { updateRetentionPolicy(input: $input) { version keepDays isActive } }';
const UNTIL = 'query ($id: ID!) { document(id: $id) { retainedUntil createdAt } }';
const ALL = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const place = async (viewer: Viewer, input: object) =>
  documents.ask(viewer, PLACE, { input: { name: 'Doe v. Roe', reason: 'A dispute.', ...input } });

describe('a legal hold', () => {
  it('keeps documents from the trash and from being removed, until it is released; all of it stays on record', async () => {
    const [ann, admin] = [aViewer(), aViewer('ADMIN')];
    const [one, two] = [await documents.document(ann), await documents.document(ann)];
    await documents.ask(ann, TRASH, { id: two.id });
    const placed = await place(admin, { documentIds: [one.id, two.id] });
    expect(placed.errors).toBeUndefined();
    expect(placed.data.placeLegalHold).toMatchObject({
      name: 'Doe v. Roe',
      placedBy: { id: admin.userId },
      exchange: null,
      documents: { totalCount: 2 },
    });
    const { id } = placed.data.placeLegalHold;
    const locked = await documents.ask(ann, TRASH, { id: one.id });
    expect(locked.errors?.[0]?.extensions).toMatchObject({ code: 'LOCKED', keptBy: 'LEGAL_HOLD', documentId: one.id });
    for (const viewer of [ann, admin]) expect(code(await documents.ask(viewer, PURGE, { id: two.id }))).toBe('LOCKED');
    await expect(documents.given((db) => db.query('DELETE FROM documents WHERE id = $1', [one.id]))).rejects.toMatchObject({
      driverError: { code: '42501' },
    });
    const removed = await documents.ask(admin, REMOVE, { input: { id, version: 1, documentIds: [one.id], reason: 'Not about this.' } });
    expect(removed.data.removeFromLegalHold).toMatchObject({ version: 2, documents: { totalCount: 2 } });
    expect(code(await documents.ask(ann, TRASH, { id: one.id }))).toBeUndefined();
    expect(code(await documents.ask(admin, RELEASE, { id, reason: 'Settled.', version: 1 }))).toBe('CONFLICT');
    const released = await documents.ask(admin, RELEASE, { id, reason: 'Settled.', version: 2 });
    expect(released.data.releaseLegalHold).toMatchObject({ releaseReason: 'Settled.', releasedBy: { id: admin.userId } });
    expect(code(await documents.ask(ann, PURGE, { id: two.id }))).toBeUndefined();
    expect(code(await documents.ask(admin, ADD, { input: { id, documentIds: [one.id], reason: 'Again.' } }))).toBe('CONFLICT');
    const events = await documents.given((db) => db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      'legal_hold.placed',
      'legal_hold.documents_added',
      'legal_hold.documents_removed',
      'legal_hold.released',
    ]);
  });

  it('is placed by coordinators on documents of their exchange, and on no others', async () => {
    const [coordinator, agency, client] = [aViewer('COORDINATOR'), aViewer('AGENCY'), aViewer('CLIENT')];
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ALL });
    await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ALL });
    await documents.participation(client, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    const paper = await documents.exchangeDocument(exchangeId);
    const own = await documents.document(coordinator);
    expect(code(await place(coordinator, {}))).toBe('FORBIDDEN');
    expect(code(await place(agency, { exchangeId }))).toBe('FORBIDDEN');
    expect(code(await place(aViewer(), { exchangeId }))).toBe('NOT_FOUND');
    expect(code(await place(coordinator, { exchangeId, documentIds: [own.id] }))).toBe('BAD_USER_INPUT');
    const { data, errors } = await place(coordinator, { exchangeId, documentIds: [paper.id] });
    expect(errors).toBeUndefined();
    expect(data.placeLegalHold).toMatchObject({
      exchange: { id: exchangeId },
      documents: { edges: [{ node: { document: { id: paper.id } } }] },
    });
    const seen = async (viewer: Viewer) =>
      (
        await documents.ask(
          viewer,
          'query ($id: ID!) { legalHold(id: $id) { id } legalHolds(filter: { id: { eq: $id } }) { totalCount } }',
          {
            id: data.placeLegalHold.id,
          },
        )
      ).data;
    expect(await seen(coordinator)).toEqual({ legalHold: { id: data.placeLegalHold.id }, legalHolds: { totalCount: 1 } });
    expect(await seen(client)).toEqual({ legalHold: null, legalHolds: { totalCount: 0 } });
    expect(code(await documents.ask(client, RELEASE, { id: data.placeLegalHold.id, reason: 'No.' }))).toBe('NOT_FOUND');
  });

  it('names what is wrong with its words and documents', async () => {
    const admin = aViewer('ADMIN');
    expect(code(await place(admin, { name: ' ' }))).toBe('BAD_USER_INPUT');
    expect(code(await place(admin, { reason: 'x'.repeat(2_001) }))).toBe('BAD_USER_INPUT');
    expect(code(await place(admin, { documentIds: [] }))).toBe('BAD_USER_INPUT');
    expect(code(await place(admin, { documentIds: ['x'] }))).toBe('NOT_FOUND');
  });

  it('comes before a removal at the same moment, or finds nothing', async () => {
    const [ann, admin] = [aViewer(), aViewer('ADMIN')];
    for (let round = 0; round < 5; round += 1) {
      const { id } = await documents.document(ann);
      await documents.ask(ann, TRASH, { id });
      const [held, purged] = await Promise.all([place(admin, { documentIds: [id] }), documents.ask(ann, PURGE, { id })]);
      expect([code(held), code(purged)]).toEqual(held.errors ? ['NOT_FOUND', undefined] : [undefined, 'LOCKED']);
    }
  });
});

describe('retention', () => {
  it('keeps documents of a kind for its time, from when they were added or last got a file', async () => {
    const [ann, admin] = [aViewer(), aViewer('ADMIN')];
    const [before, other] = [
      await documents.document(ann, { realEstateType: 'SURVEY' as never, createdAt: new Date(Date.now() - 10 * 86_400_000) }),
      await documents.document(ann),
    ];
    const input = { name: 'Surveys', origin: 'REAL_ESTATE', realEstateType: 'SURVEY', keepDays: 30 };
    expect(code(await documents.ask(ann, CREATE, { input }))).toBe('FORBIDDEN');
    expect(code(await documents.ask(admin, CREATE, { input: { ...input, keepDays: 0, name: '' } }))).toBe('BAD_USER_INPUT');
    const { data, errors } = await documents.ask(admin, CREATE, { input });
    expect(errors).toBeUndefined();
    const { id } = data.createRetentionPolicy;
    await documents.subgraph.runJobs();
    const until = async (document: string) => (await documents.ask(ann, UNTIL, { id: document })).data.document.retainedUntil;
    expect(new Date(await until(before.id)).getTime() - before.createdAt.getTime()).toBe(30 * 86_400_000);
    expect(await until(other.id)).toBeNull();
    await documents.ask(ann, TRASH, { id: before.id });
    const kept = await documents.ask(ann, PURGE, { id: before.id });
    expect(kept.errors?.[0]?.extensions).toMatchObject({ code: 'LOCKED', keptBy: 'RETENTION' });
    const after = await documents.document(ann, { realEstateType: 'SURVEY' as never });
    expect(await until(after.id)).not.toBeNull();
    const changed = await documents.ask(admin, UPDATE, { input: { id, version: 1, trigger: 'LAST_VERSION', keepDays: 60 } });
    expect(changed.data.updateRetentionPolicy).toEqual({ version: 2, keepDays: 60, isActive: true });
    const version = await addVersion(documents, ann, { id: after.id });
    expect(new Date(await until(after.id)).getTime() - version.createdAt.getTime()).toBe(60 * 86_400_000);
    expect(code(await documents.ask(admin, UPDATE, { input: { id, version: 1, keepDays: 1 } }))).toBe('CONFLICT');
    await documents.ask(admin, UPDATE, { input: { id, isActive: false } });
    expect(code(await documents.ask(ann, PURGE, { id: before.id }))).toBeUndefined();
    await documents.subgraph.runJobs();
    expect(await until(after.id)).toBeNull();
    expect(code(await documents.ask(ann, '{ retentionPolicies { totalCount } }'))).toBeUndefined();
    expect((await documents.ask(ann, '{ retentionPolicies { totalCount } }')).data.retentionPolicies.totalCount).toBe(0);
  });
});
