import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { tokenHash } from '@plat/shared/crypto/secret-token';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { DocumentAccessLevel } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { createLink, revokeLink } from './share-link.factory';

let documents: TestDocuments;
const now = new Date('2026-03-01T10:00:00Z');
beforeAll(async () => {
  // What is PUBLIC everybody finds, in other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents'), clock: () => now });
});
afterAll(() => documents.stop());

const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const faults = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) =>
  Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object).sort();
const sql = (text: string, ...values: unknown[]) => documents.given((db) => db.query(text, values));
const LIST = '{ shareLinks { edges { node { id } } totalCount } }';

describe('a share link', () => {
  it('tells its secret once, and keeps what tells nothing of it', async () => {
    const ann = aViewer();
    const [deed, scan] = [await documents.document(ann), await documents.document(ann)];
    const { data, errors } = await createLink(documents, ann, { documentIds: [deed.id, scan.id], maxDownloads: 3, label: 'For the bank' });
    expect(errors).toBeUndefined();
    const { token, url, shareLink } = data.createShareLink;
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(url.endsWith(`/share/${token}`)).toBe(true);
    expect(shareLink).toEqual({
      id: expect.any(String),
      version: 1,
      label: 'For the bank',
      expiresAt: '2026-03-02T10:00:00.000Z',
      maxDownloads: 3,
      downloads: 0,
      revokedAt: null,
      createdBy: { id: ann.userId },
      documents: expect.arrayContaining([{ id: deed.id }, { id: scan.id }]),
    });
    const [row] = await sql('SELECT * FROM share_links WHERE id = $1', shareLink.id);
    expect(row.token_hash).toBe(tokenHash(token));
    const events = await sql('SELECT type, payload FROM outbox_events WHERE subject_id = $1', shareLink.id);
    expect(events).toMatchObject([
      { type: 'share_link.created', payload: { new: { token_hash: '[redacted]' }, documentIds: [deed.id, scan.id] } },
    ]);
    expect(JSON.stringify([row, events])).not.toContain(token);
    const log = await sql(
      `SELECT document_id AS id, success, user_id AS "userId" FROM document_access_logs WHERE action = 'SHARE' AND user_id = $1`,
      ann.userId,
    );
    expect(log.map(({ id }: { id: string }) => id).sort()).toEqual([deed.id, scan.id].sort());
  });

  it('is made by the owner, who manages, the uploader who may upload, and who writes projects; by nobody else', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const exchangeId = await documents.participation(ann, { role: 'COORDINATOR', permissions: ['VIEW', 'MANAGE'] });
    const join = async (permissions: string[]) => {
      const viewer = aViewer();
      await documents.participation(viewer, { subjectId: exchangeId, role: 'CLIENT', permissions });
      return viewer;
    };
    const [uploader, looker] = [await join(['VIEW', 'UPLOAD']), await join(['VIEW'])];
    const [agent, support, admin] = [aViewer('AGENT'), aViewer('SUPPORT'), aViewer('ADMIN')];
    const deed = await documents.document(ann);
    const w9 = await documents.leadDocument(await documents.owned(ann, 'Lead'));
    const paper = await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId });
    const published = await documents.exchangeDocument(exchangeId, { accessLevel: DocumentAccessLevel.PUBLIC });
    const plan = await documents.projectDocument(randomUUID());
    const template = await documents.exchangeDocument(null, { isTemplate: true });
    const shared = async (as: typeof ann, { id }: { id: string }) =>
      code(await createLink(documents, as, { documentIds: [id] })) ?? 'shared';
    expect(await Promise.all([ann, bob, admin].map((as) => shared(as, deed)))).toEqual(['shared', 'NOT_FOUND', 'FORBIDDEN']);
    expect(await Promise.all([ann, bob, admin].map((as) => shared(as, w9)))).toEqual(['shared', 'NOT_FOUND', 'FORBIDDEN']);
    expect(await Promise.all([ann, uploader, looker, bob, admin].map((as) => shared(as, paper)))).toEqual([
      'shared',
      'shared',
      'FORBIDDEN',
      'NOT_FOUND',
      'FORBIDDEN',
    ]);
    expect(await Promise.all([ann, uploader, bob].map((as) => shared(as, published)))).toEqual(['shared', 'FORBIDDEN', 'FORBIDDEN']);
    expect(await Promise.all([agent, support, bob].map((as) => shared(as, plan)))).toEqual(['shared', 'FORBIDDEN', 'NOT_FOUND']);
    expect(await Promise.all([admin, support].map((as) => shared(as, template)))).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    // One that may not be shared keeps all from being shared; that it was tried is written down.
    expect(code(await createLink(documents, looker, { documentIds: [paper.id] }))).toBe('FORBIDDEN');
    const denied = await sql(
      `SELECT error_message AS why FROM document_access_logs WHERE user_id = $1 AND action = 'SHARE' AND NOT success`,
      looker.userId,
    );
    expect(denied).toEqual([{ why: 'FORBIDDEN' }, { why: 'FORBIDDEN' }]);
    expect((await documents.ask(looker, LIST)).data.shareLinks.totalCount).toBe(0);
  });

  it('is made by no access token', async () => {
    const ann = aViewer('USER', {
      scopes: ['document:read', 'document:write'],
      permissions: ROLE_PERMISSIONS.ADMIN,
      tokenId: randomUUID(),
    });
    const deed = await documents.document(ann);
    expect(code(await createLink(documents, ann, { documentIds: [deed.id] }))).toBe('FORBIDDEN');
  });

  it('is seen and taken back by who made it and by administrators, once', async () => {
    const [ann, bob, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
    const deed = await documents.document(ann);
    const ids = [];
    for (let n = 0; n < 2; n += 1)
      ids.push((await createLink(documents, ann, { documentIds: [deed.id] })).data.createShareLink.shareLink.id);
    const [first, second] = ids as [string, string];
    expect((await documents.ask(ann, LIST)).data.shareLinks.totalCount).toBe(2);
    expect((await documents.ask(bob, LIST)).data.shareLinks).toEqual({ edges: [], totalCount: 0 });
    const one = 'query ($id: ID!) { shareLink(id: $id) { id documents { id } } }';
    expect((await documents.ask(bob, one, { id: first })).data.shareLink).toBeNull();
    expect((await documents.ask(admin, one, { id: first })).data.shareLink).toEqual({ id: first, documents: [{ id: deed.id }] });
    expect(code(await revokeLink(documents, bob, first))).toBe('NOT_FOUND');
    expect(code(await revokeLink(documents, ann, first, 7))).toBe('CONFLICT');
    const revoked = await Promise.all(Array.from({ length: 5 }, () => revokeLink(documents, ann, first, 1)));
    expect(revoked.map(code).filter(Boolean)).toEqual(Array(4).fill('CONFLICT'));
    expect((await revokeLink(documents, admin, second)).data.revokeShareLink).toEqual({ revokedAt: now.toISOString(), version: 2 });
    const events = await sql('SELECT type, actor_user_id AS by FROM outbox_events WHERE subject_id = $1 ORDER BY seq', second);
    expect(events).toEqual([
      { type: 'share_link.created', by: ann.userId },
      { type: 'share_link.revoked', by: admin.userId },
    ]);
  });

  it('names all faults of its input', async () => {
    const ann = aViewer();
    const { id } = await documents.document(ann);
    const bad = { documentIds: [id, id.toUpperCase()], expiresAt: now.toISOString(), maxDownloads: 0, label: ' ' };
    expect(faults(await createLink(documents, ann, bad))).toEqual([
      'input.documentIds',
      'input.expiresAt',
      'input.label',
      'input.maxDownloads',
    ]);
    const most = {
      documentIds: Array.from({ length: 21 }, () => randomUUID()),
      expiresAt: '2027-04-01T00:00:00Z',
      maxDownloads: 10_001,
      label: 'x'.repeat(256),
    };
    expect(faults(await createLink(documents, ann, most))).toEqual([
      'input.documentIds',
      'input.expiresAt',
      'input.label',
      'input.maxDownloads',
    ]);
    expect(faults(await createLink(documents, ann, { documentIds: [] }))).toEqual(['input.documentIds']);
    for (const none of [randomUUID(), 'deed'])
      expect(code(await createLink(documents, ann, { documentIds: [id, none] }))).toBe('NOT_FOUND');
  });

  it('goes with its document, and with who made it', async () => {
    const ann = aViewer();
    const deed = await documents.document(ann);
    const link = await documents.shareLink(ann.userId, [deed.id]);
    await sql('DELETE FROM documents WHERE id = $1', deed.id);
    expect(await sql('SELECT FROM share_link_documents WHERE share_link_id = $1', link.id)).toEqual([]);
  });
});
