import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addDocument, addVersion } from './versions.factory';

let documents: TestDocuments;
let now = new Date('2026-11-21T12:00:00Z');
beforeAll(async () => {
  documents = await startTestDocuments({ clock: () => now });
});
afterAll(() => documents.stop());

const FIELDS = '{ id version checkOut { holder { id } fencingToken expiresAt reason takenFrom { id } } }';
const OUT = `mutation ($id: ID!, $minutes: Int!, $reason: String) { checkOutDocument(id: $id, minutes: $minutes, reason: $reason) ${FIELDS} }`;
const IN = `mutation ($id: ID!, $fencingToken: BigInt, $reason: String) {
  checkInDocument(id: $id, fencingToken: $fencingToken, reason: $reason) ${FIELDS} }`;
const UPDATE = 'mutation ($id: ID!) { updateDocument(input: { id: $id, description: "Read." }) { id } }';
const TAG = 'mutation ($id: ID!) { tagDocument(id: $id, tags: ["x"]) { id } }';
const ALL = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const out = async (viewer: Viewer, id: string, minutes = 30, reason?: string) => {
  const answer = await documents.ask(viewer, OUT, { id, minutes, reason });
  return answer.errors ? code(answer) : answer.data.checkOutDocument.checkOut;
};

/** An exchange with two who manage it and one who uploads. */
const shared = async () => {
  const [manager, agency, uploader] = [aViewer('COORDINATOR'), aViewer('AGENCY'), aViewer('CLIENT')];
  const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ALL });
  await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ALL });
  await documents.participation(uploader, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
  const { id } = await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId });
  return { manager, agency, uploader, id };
};

describe('a check-out', () => {
  it('keeps others from editing, tagging and adding versions, until it is given back', async () => {
    const { manager, agency, id } = await shared();
    expect(await out(manager, id, 30, 'Closing.')).toMatchObject({
      holder: { id: manager.userId },
      expiresAt: '2026-11-21T12:30:00.000Z',
      reason: 'Closing.',
      takenFrom: null,
    });
    for (const query of [UPDATE, TAG, OUT.replace('$minutes: Int!', '$minutes: Int! = 5'), IN]) {
      const answer = await documents.ask(agency, query, { id });
      expect([code(answer), answer.errors?.[0]?.extensions?.until]).toEqual(['LOCKED', '2026-11-21T12:30:00.000Z']);
    }
    await expect(addVersion(documents, agency, { id })).rejects.toMatchObject({ code: 'LOCKED' });
    expect(code(await documents.ask(manager, UPDATE, { id }))).toBeUndefined();
    expect(await addVersion(documents, manager, { id })).toMatchObject({ versionNumber: 1 });
    const back = await documents.ask(manager, IN, { id });
    expect(back.data.checkInDocument.checkOut).toBeNull();
    expect(code(await documents.ask(agency, UPDATE, { id }))).toBeUndefined();
    expect(code(await documents.ask(manager, IN, { id }))).toBe('CONFLICT');
  });

  it('has one holder, however many want it at once', async () => {
    const { manager, agency, uploader, id } = await shared();
    const answers = await Promise.all([manager, agency, uploader, manager, agency, uploader].map((viewer) => out(viewer, id)));
    const holders = new Set(answers.flatMap((one) => one?.holder?.id ?? []));
    expect(holders.size).toBe(1);
    expect(answers.filter((one) => one === 'LOCKED')).toHaveLength(4);
  });

  it('ends by the clock, and whoever comes back too late is known by its number', async () => {
    const { manager, agency, id } = await shared();
    const first = await out(manager, id, 10);
    now = new Date(now.getTime() + 600_000);
    expect((await documents.ask(agency, `query ($id: ID!) { document(id: $id) ${FIELDS} }`, { id })).data.document.checkOut).toBeNull();
    const second = await out(agency, id, 10);
    expect(second).toMatchObject({ holder: { id: agency.userId }, takenFrom: null });
    expect(Number(second.fencingToken)).toBeGreaterThan(Number(first.fencingToken));
    expect(code(await documents.ask(manager, UPDATE, { id }))).toBe('LOCKED');
    expect(code(await documents.ask(manager, IN, { id, fencingToken: first.fencingToken, reason: 'Mine.' }))).toBe('CONFLICT');
    expect(await out(agency, id, 60)).toMatchObject({ holder: { id: agency.userId } });
  });

  it('is taken over for a reason by those who manage, which is logged; never by an uploader', async () => {
    const { manager, agency, uploader, id } = await shared();
    await out(manager, id);
    expect(await out(agency, id)).toBe('LOCKED');
    expect(await out(uploader, id, 30, 'I need it.')).toBe('FORBIDDEN');
    expect(await out(agency, id, 30, 'Closing is today.')).toMatchObject({
      holder: { id: agency.userId },
      takenFrom: { id: manager.userId },
      reason: 'Closing is today.',
    });
    const events = await documents.given((db) =>
      db.query(`SELECT type, payload FROM outbox_events WHERE subject_id = $1 AND type LIKE 'document.checked%' ORDER BY seq`, [id]),
    );
    expect(events).toMatchObject([
      { payload: { checkOut: { holderId: manager.userId } } },
      {
        payload: { checkOut: { holderId: agency.userId, takenFromId: manager.userId, reason: 'Closing is today.' } },
      },
    ]);
    const logged = await documents.given((db) =>
      db.query(`SELECT user_id FROM document_access_logs WHERE document_id = $1 AND action = 'CHECK_OUT'`, [id]),
    );
    expect(new Set(logged.map(({ user_id }: { user_id: string }) => user_id))).toEqual(new Set([manager.userId, agency.userId]));
  });

  it('is ended for a reason by administrators, who check nothing out that they do not edit', async () => {
    const [ann, admin] = [aViewer(), aViewer('ADMIN')];
    const { id } = await addDocument(documents, ann);
    await out(ann, id);
    expect(await out(admin, id)).toBe('FORBIDDEN');
    expect(code(await documents.ask(admin, IN, { id }))).toBe('LOCKED');
    expect(code(await documents.ask(aViewer('SUPPORT'), IN, { id, reason: 'Why not.' }))).toBe('NOT_FOUND');
    expect((await documents.ask(admin, IN, { id, reason: 'They are on leave.' })).data.checkInDocument.checkOut).toBeNull();
  });

  it('asks for 1 to 1440 minutes, and for no more words than one reads', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    for (const minutes of [0, 1_441, -1]) expect(await out(ann, id, minutes)).toBe('BAD_USER_INPUT');
    expect(await out(ann, id, 5, 'x'.repeat(501))).toBe('BAD_USER_INPUT');
  });

  it('ends with its holder', async () => {
    const { manager, agency, id } = await shared();
    await out(manager, id);
    expect(await tellDeletion(documents, 'User', manager.userId)).toBeUndefined();
    expect(code(await documents.ask(agency, UPDATE, { id }))).toBeUndefined();
  });
});
