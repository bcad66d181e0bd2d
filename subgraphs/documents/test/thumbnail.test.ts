import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import sharp from 'sharp';
import type { Document } from '../src/document/document.entity';
import { lookIntoLater } from '../src/file-worker/look-into';
import { ask, file, granted, PROTECTED } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
const now = new Date('2026-03-01T10:00:00Z');
beforeAll(async () => {
  documents = await startTestDocuments({ clock: () => now });
});
afterAll(() => documents.stop());

const THUMBNAIL = `query ($id: ID!, $size: ThumbnailSize, $grant: String, $reason: String) {
  document(id: $id) { thumbnail(size: $size, grant: $grant, reason: $reason) { url width height } } }`;
const asks = async (viewer: Viewer, { id }: Pick<Document, 'id'>, args: object = {}) => {
  await documents.listen();
  return documents.ask(viewer, THUMBNAIL, { id, size: 'SMALL', ...args });
};
const thumbnail = async (viewer: Viewer, document: Pick<Document, 'id'>, args?: object) => {
  const { data, errors } = await asks(viewer, document, args);
  expect(errors).toBeUndefined();
  return data.document.thumbnail as { url: string; width: number; height: number } | null;
};
/** Gives a document a picture as its file, and lets it be drawn. */
async function pictured<D extends Pick<Document, 'id'>>(document: D): Promise<D> {
  const bytes = await sharp({ create: { width: 400, height: 200, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const version = await file(documents, document, bytes, { fileName: 'house.png', mimeType: 'image/png' });
  await documents.given((db) => lookIntoLater(db, version.id));
  await documents.subgraph.runJobs();
  return document;
}
const log = ({ id }: Pick<Document, 'id'>) =>
  documents.given((db) =>
    db.query(
      'SELECT action, success, error_message AS why FROM document_access_logs WHERE document_id = $1 ORDER BY created_at, age(xmin) DESC, ctid',
      [id],
    ),
  );

describe('a thumbnail', () => {
  it('is had by its address, small, safe to show, and noted', async () => {
    const ann = aViewer();
    const document = await pictured(await documents.document(ann));
    const found = await thumbnail(ann, document);
    expect([found?.width, found?.height]).toEqual([160, 80]);
    const got = await ask(found?.url as string);
    expect([got.status, got.headers['content-type'], got.headers['x-content-type-options'], got.headers['content-disposition']]).toEqual([
      200,
      'image/webp',
      'nosniff',
      'inline; filename="Deed.webp"',
    ]);
    expect(await sharp(got.bytes).metadata()).toMatchObject({ format: 'webp', width: 160, height: 80 });
    expect(await log(document)).toEqual([{ action: 'PREVIEW', success: true, why: null }]);
    expect(await thumbnail(ann, document, { size: 'LARGE' })).toMatchObject({ width: 400, height: 200 });
    expect(await thumbnail(ann, await documents.document(ann))).toBeNull();
  });

  it('asks for the PIN, at the address too', async () => {
    const ann = aViewer();
    const document = await pictured(await documents.document(ann, PROTECTED));
    const { errors } = await asks(ann, document);
    expect(errors?.[0]?.extensions?.code).toBe('PIN_REQUIRED');
    const { token, row } = await granted(documents, ann, document, new Date(now.getTime() + 600_000));
    const { url } = (await thumbnail(ann, document, { grant: token })) as { url: string };
    const got = await ask(url);
    expect([got.status, got.headers['cache-control']]).toEqual([200, 'private, no-store']);
    await documents.given((db) => db.query('UPDATE pin_grants SET revoked_at = $2 WHERE id = $1', [row.id, now]));
    expect((await ask(url)).status).toBe(403);
  });

  it('made before there was a PIN is none after', async () => {
    const ann = aViewer();
    const document = await pictured(await documents.document(ann));
    const { url } = (await thumbnail(ann, document)) as { url: string };
    await documents.given((db) =>
      db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'x', pin_version = 1 WHERE id = $1`, [document.id]),
    );
    expect((await ask(url)).status).toBe(403);
  });

  it('of a lead’s paper is the owner’s, and an administrator’s for a reason', async () => {
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const document = await pictured(await documents.leadDocument(await documents.owned(owner, 'Lead')));
    expect(await thumbnail(owner, document)).not.toBeNull();
    expect((await asks(admin, document)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect(await thumbnail(admin, document, { reason: 'A court asked for it.' })).not.toBeNull();
  });

  it('has no address but its own', async () => {
    const ann = aViewer();
    const { url } = (await thumbnail(ann, await pictured(await documents.document(ann)))) as { url: string };
    for (const changed of [url.replace('/small', '/large'), url.replace('/thumbnails/', '/content/'), url.replace(/\.[^.]+$/, '.x')])
      expect((await ask(changed)).status).toBe(403);
    documents.revocations.apply({ seq: 1, subjectId: ann.userId });
    expect((await ask(url)).status).toBe(403);
  });

  it('of several documents costs as many statements as that of one', async () => {
    const ann = aViewer();
    for (let n = 0; n < 3; n += 1) await pictured(await documents.document(ann));
    const list = '{ documents { edges { node { id } } } }';
    const pictures = '{ documents { edges { node { id thumbnail { url } } } } }';
    const [without, having] = [
      await documents.statementsOf(() => documents.ask(ann, list)),
      await documents.statementsOf(() => documents.ask(ann, pictures)),
    ];
    expect(having.filter((sql) => sql.includes('document_renditions'))).toHaveLength(1);
    expect(having.length - without.length).toBe(3); // pictures, documents by id, their current versions
  });
});
