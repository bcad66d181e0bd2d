import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import type { Document } from '../src/document/document.entity';
import type { Opener } from '../src/pin/pin.gate';
import { PinGrantRow } from '../src/pin/pin-grant.entity';
import { startTestDocuments, type TestDocuments } from './documents.factory';

describe('the gate of documents with a PIN', () => {
  let documents: TestDocuments;
  let now = new Date('2026-03-01T10:00:00Z');
  const [owner, other] = [aViewer(), aViewer()];
  beforeAll(async () => {
    documents = await startTestDocuments({ clock: () => now });
  });
  afterAll(() => documents.stop());

  const tenMinutesPass = () => {
    now = new Date(now.getTime() + 600_000);
  };
  const me: Opener = { userId: owner.userId, sessionId: owner.identity.sessionId };
  const protectedDeed = () => documents.document(owner, { pinProtected: true, pinHash: 'x', pinVersion: 1 });
  const grant = async (document: Document, values: Partial<PinGrantRow> = {}) => {
    const token = newToken();
    const row = await documents.given((db) =>
      db.save(
        db.create(PinGrantRow, {
          tokenHash: tokenHash(token),
          documentId: document.id,
          userId: me.userId,
          sessionId: me.sessionId,
          pinVersion: 1,
          createdAt: now,
          expiresAt: new Date(now.getTime() + 600_000),
          ...values,
        }),
      ),
    );
    return { token, id: row.id };
  };
  const open = (document: Document, grantToken?: string, opener = me) =>
    documents.subgraph.work(owner, ({ pinGate }: DocumentsContext) => pinGate.assertOpen({ document, grantToken, ...opener }));
  const holds = (id: string, documentId?: string) =>
    documents.subgraph.work(owner, ({ pinGate }: DocumentsContext) => pinGate.holds(id, documentId));
  const shut = { extensions: { code: 'PIN_REQUIRED' } };

  it('stands open where there is no PIN', async () => {
    expect(await open(await documents.document(owner))).toBeNull();
  });

  it('opens to a grant of this document, this person and this session, and to no other', async () => {
    const [deed, will] = [await protectedDeed(), await protectedDeed()];
    const { token, id } = await grant(deed);
    expect(await open(deed, token)).toEqual({ grantId: id });
    await expect(open(deed)).rejects.toMatchObject(shut);
    await expect(open(deed, newToken())).rejects.toMatchObject(shut);
    await expect(open(will, token)).rejects.toMatchObject(shut);
    await expect(open(deed, token, { ...me, userId: other.userId })).rejects.toMatchObject(shut);
    await expect(open(deed, token, { ...me, sessionId: randomUUID() })).rejects.toMatchObject(shut);
    await expect(open(deed, token, { userId: me.userId })).rejects.toMatchObject(shut);
    await expect(open(deed, token, { shareLinkId: randomUUID(), visitorHash: 'v' })).rejects.toMatchObject(shut);
  });

  it('opens to a visitor of this link with this cookie alone', async () => {
    const deed = await protectedDeed();
    const visitor = { shareLinkId: randomUUID(), visitorHash: 'cookie' };
    const { token, id } = await grant(deed, { userId: null, sessionId: null, ...visitor });
    expect(await open(deed, token, visitor)).toEqual({ grantId: id });
    await expect(open(deed, token)).rejects.toMatchObject(shut);
    await expect(open(deed, token, { ...visitor, visitorHash: 'another' })).rejects.toMatchObject(shut);
    await expect(open(deed, token, { ...visitor, shareLinkId: randomUUID() })).rejects.toMatchObject(shut);
  });

  it.each([
    ['its ten minutes are over', async () => tenMinutesPass()],
    [
      'the PIN is another one',
      (id: string) => documents.given((db) => db.query('UPDATE documents SET pin_version = 2 WHERE id = $1', [id])),
    ],
    [
      'it was taken back',
      (id: string) => documents.given((db) => db.query('UPDATE pin_grants SET revoked_at = now() WHERE document_id = $1', [id])),
    ],
    [
      'the document is in the trash',
      (id: string) => documents.given((db) => db.query('UPDATE documents SET trashed_at = now() WHERE id = $1', [id])),
    ],
  ])('shuts when %s, for what is open as well', async (_, happens) => {
    const deed = await protectedDeed();
    const { token, id } = await grant(deed);
    expect(await holds(id)).toBe(true);
    expect(await holds(id, randomUUID())).toBe(false);
    await happens(deed.id);
    expect(await holds(id)).toBe(false);
    await expect(open(deed, token)).rejects.toMatchObject(shut);
  });

  it('stays shut while nobody knows what was revoked', async () => {
    const deed = await protectedDeed();
    const { token } = await grant(deed);
    documents.revocations.lose();
    await expect(open(deed, token)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    expect(await open(await documents.document(owner))).toBeNull();
    documents.revocations.confirm(0);
    expect(await open(deed, token)).not.toBeNull();
  });

  it('knows no grant by what is no id', async () => {
    expect(await holds('1')).toBe(false);
  });
});
