import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { ABORT, DEED, FINISH, put, START, sendAll, someText, start, UPLOAD, uploadAll } from './uploads.factory';
import { code, hashOf, LIMITS, Warehouse } from './warehouse';

const house = Warehouse.forFile();

describe('an upload', () => {
  it('in one part becomes a document with the very bytes, and says what it is', async () => {
    const [ann, file] = [aViewer(), someText()];
    const upload = await start(house.documents, ann, file, {
      fileName: 'a/../Schlüssel.TXT',
      comment: 'Signed.',
      document: { ...DEED, description: 'Old.' },
    });
    expect(upload).toMatchObject({ state: 'OPEN', fileName: 'a_.._Schlüssel.TXT', fileSize: 1_000, partSize: 1_000, document: null });
    const [sent] = await sendAll(upload, file);
    expect(sent).toEqual({ status: 200, body: { number: 1, size: 1_000, sha256: hashOf(file) } });
    const { data, errors } = await house.documents.ask(ann, FINISH, { id: upload.id, sha256: hashOf(file).toUpperCase() });
    expect(errors).toBeUndefined();
    const { id, ...rest } = data.finishUpload;
    expect(rest).toEqual({
      title: 'a_.._Schlüssel.TXT',
      fileName: 'a_.._Schlüssel.TXT',
      fileType: 'txt',
      fileSize: 1_000,
      mimeType: 'text/plain',
      currentVersionNumber: 1,
      duplicateOf: [],
      currentVersion: { hash: hashOf(file), comment: 'Signed.' },
    });
    expect((await house.contentOf(hashOf(file))).equals(file)).toBe(true);
    expect((await house.documents.ask(ann, UPLOAD, { id: upload.id })).data.upload).toMatchObject({ state: 'FINISHED', document: { id } });
    const log = await house.documents.given((db) =>
      db.query('SELECT action, success, version_number AS version, user_id AS "by" FROM document_access_logs WHERE document_id = $1', [id]),
    );
    expect(log).toEqual([{ action: 'UPLOAD', success: true, version: 1, by: ann.userId }]);
    expect(await house.usageOf(ann)).toEqual({ used: 1_000, reserved: 0 });
  });

  it('in parts, in any order and at once, is put together bit for bit, and leaves no part behind', async () => {
    const [ann, file] = [aViewer(), someText(100_000)];
    const grown = await house.left(async () => {
      const upload = await start(house.documents, ann, file, { partSize: 7_001 });
      expect(upload.parts).toHaveLength(15);
      expect((await sendAll(upload, file)).every(({ status }) => status === 200)).toBe(true);
      expect((await house.documents.ask(ann, FINISH, { id: upload.id })).data.finishUpload.fileSize).toBe(100_000);
    });
    expect(grown).toEqual({ uploads: 1, blobs: 1, keys: 1, documents: 1 });
    expect((await house.contentOf(hashOf(file))).equals(file)).toBe(true);
  });

  it('is resumed: it says which parts arrived, and a part that is sent again takes the place of what arrived', async () => {
    const [ann, file] = [aViewer(), someText(3_000)];
    const upload = await start(house.documents, ann, file, { partSize: 1_000 });
    await put(upload.parts[0]?.url ?? '', file.subarray(0, 1_000));
    await put(upload.parts[2]?.url ?? '', someText(1_000));
    expect(await house.documents.ask(ann, FINISH, { id: upload.id })).toMatchObject({
      errors: [{ extensions: { code: 'CONFLICT', missing: [2] } }],
    });
    const { parts } = (await house.documents.ask(ann, UPLOAD, { id: upload.id })).data.upload;
    expect(parts.map(({ arrivedAt }: { arrivedAt: string | null }) => arrivedAt !== null)).toEqual([true, false, true]);
    expect(parts[0].sha256).toBe(hashOf(file.subarray(0, 1_000)));
    expect(await house.left(() => put(parts[2].url, file.subarray(2_000)))).toEqual({});
    await put(parts[1].url, file.subarray(1_000, 2_000));
    const { data } = await house.documents.ask(ann, FINISH, { id: upload.id });
    expect(data.finishUpload.currentVersion.hash).toBe(hashOf(file));
  });

  it('adds the next version to a document, by whoever may edit it alone', async () => {
    const [ann, eve, file] = [aViewer(), aViewer(), someText()];
    const { id } = (await uploadAll(house.documents, ann, someText())).data.finishUpload;
    const input = { documentId: id, document: undefined };
    expect((await uploadAll(house.documents, ann, file, input)).data.finishUpload).toMatchObject({
      id,
      currentVersionNumber: 2,
      currentVersion: { hash: hashOf(file) },
    });
    const tried = await house.documents.ask(eve, START, { input: { documentId: id, fileName: 'a.txt', fileSize: 10 } });
    expect(code(tried)).toBe('NOT_FOUND');
  });

  it('asks for rights again when a part is sent, and when it is finished', async () => {
    const [ann, file] = [aViewer('AGENCY'), someText()];
    const exchangeId = await house.documents.participation(ann, { role: 'AGENCY', permissions: ['VIEW', 'UPLOAD'] });
    const input = { document: { origin: 'EXCHANGE', exchangeId } };
    const [one, other] = [await start(house.documents, ann, file, input), await start(house.documents, ann, file, input)];
    await sendAll(one, file);
    await house.documents.given((db) => db.query(`UPDATE access_grants SET permissions = '{VIEW}' WHERE subject_id = $1`, [exchangeId]));
    expect((await sendAll(other, file))[0]).toMatchObject({ status: 403, body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
    expect(code(await house.documents.ask(ann, FINISH, { id: one.id }))).toBe('FORBIDDEN');
    await house.documents.given((db) =>
      db.query(`UPDATE access_grants SET permissions = '{VIEW,UPLOAD}' WHERE subject_id = $1`, [exchangeId]),
    );
    expect((await house.documents.ask(ann, FINISH, { id: one.id })).data.finishUpload.fileSize).toBe(1_000);
  });

  it('takes nothing, by an address that was right, of who signed out, lost the right or gave it up: 403 in the same words', async () => {
    const [ann, bob, file] = [aViewer(), aViewer(), someText()];
    const bobs = await house.documents.document(bob);
    const given = await start(house.documents, ann, file);
    const signedOut = await start(house.documents, ann, file);
    const lost = await start(house.documents, bob, file, { document: undefined, documentId: bobs.id });
    await house.documents.ask(ann, ABORT, { id: given.id });
    await house.documents.given((db) => db.query('UPDATE documents SET trashed_at = now() WHERE id = $1', [bobs.id]));
    const answers = [(await sendAll(given, file))[0], (await sendAll(lost, file))[0]];
    house.documents.revocations.apply({ seq: 9, subjectId: ann.userId });
    answers.push((await sendAll(signedOut, file))[0]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 403,
        body: { errors: [{ message: 'This address is not valid, or no longer: ask for a new one.', extensions: { code: 'FORBIDDEN' } }] },
      });
  });

  it('has on record who tried to begin one for a document that they only read', async () => {
    const [manager, guest] = [aViewer('COORDINATOR'), aViewer('THIRD_PARTY')];
    const exchangeId = await house.documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
    await house.documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
    const { id } = await house.documents.exchangeDocument(exchangeId);
    const begin = (viewer: Viewer) => house.documents.ask(viewer, START, { input: { documentId: id, fileName: 'a.txt', fileSize: 1 } });
    expect([code(await begin(guest)), code(await begin(aViewer())), code(await begin(manager))]).toEqual([
      'FORBIDDEN',
      'NOT_FOUND',
      undefined,
    ]);
    const log = await house.documents.given((db) =>
      db.query('SELECT action, success, error_message AS why, user_id AS "by" FROM document_access_logs WHERE document_id = $1', [id]),
    );
    expect(log).toEqual([{ action: 'UPLOAD', success: false, why: 'FORBIDDEN', by: guest.userId }]);
  });

  it('names documents with the same content that the viewer may see, and no other', async () => {
    const [ann, bob, file] = [aViewer(), aViewer(), someText()];
    const { id: mine } = (await uploadAll(house.documents, ann, file)).data.finishUpload;
    const { id: protectedOne } = (await uploadAll(house.documents, ann, file)).data.finishUpload;
    await house.documents.given((db) =>
      db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'x' WHERE id = $1`, [protectedOne]),
    );
    expect((await uploadAll(house.documents, bob, file)).data.finishUpload.duplicateOf).toEqual([]);
    const again = (await uploadAll(house.documents, ann, file)).data.finishUpload;
    expect(again.duplicateOf).toEqual([{ id: mine }]);
    expect(await house.count(`blobs WHERE sha256 = '${hashOf(file)}'`)).toBe(1);
    const read = () =>
      house.documents.ask(ann, 'query ($filter: DocumentFilter) { documents(filter: $filter) { edges { node { duplicateOf { id } } } } }', {
        filter: { id: { in: [mine, again.id] } },
      });
    expect(await house.documents.statementsOf(read)).toHaveLength(4);
  });

  it('names them for each of several, however many the others have', async () => {
    const [ann, file, other] = [aViewer(), someText(), someText()];
    const { id: early } = (await uploadAll(house.documents, ann, other)).data.finishUpload;
    const { id: late } = (await uploadAll(house.documents, ann, other)).data.finishUpload;
    const { id: many, currentVersion } = (await uploadAll(house.documents, ann, file)).data.finishUpload;
    for (let n = 0; n < 24; n += 1) await house.documents.document(ann, { blobSha256: currentVersion.hash });
    const { data } = await house.documents.ask(
      ann,
      `query ($ids: [ID!]) {
      documents(filter: { id: { in: $ids } }) { edges { node { id duplicateOf { id } } } } }`,
      { ids: [many, late] },
    );
    const found = new Map(
      data.documents.edges.map(({ node }: { node: { id: string; duplicateOf: object[] } }) => [node.id, node.duplicateOf]),
    );
    expect(found.get(many)).toHaveLength(10);
    expect(found.get(late)).toEqual([{ id: early }]);
  });
});

describe('an upload is refused', () => {
  const faults = (input: object) =>
    house.documents.ask(aViewer(), START, { input: { document: DEED, fileName: 'a.txt', fileSize: 10, ...input } });

  it.each([
    ['without a target', { document: null }, 'input.document'],
    ['with two targets', { documentId: randomUUID() }, 'input.document'],
    ['with a name that is not taken', { fileName: 'a.exe' }, 'input.fileName'],
    ['with nothing in it', { fileSize: 0 }, 'input.fileSize'],
    ['one byte over the cap', { fileSize: LIMITS.file + 1 }, 'input.fileSize'],
    ['in too many parts', { fileSize: 10_000, partSize: 9 }, 'input.partSize'],
    ['with details that a document may not have', { document: { origin: 'LEAD' } }, 'input.document.leadId'],
  ])('%s', async (_name, input, path) => {
    const { errors } = await faults(input);
    expect(Object.keys(errors?.[0]?.extensions?.fields ?? {})).toContain(path);
  });

  it('with another hash; what arrived may be replaced', async () => {
    const [ann, file] = [aViewer(), someText()];
    for (const partSize of [1_000, 400]) {
      const upload = await start(house.documents, ann, file, { partSize });
      await sendAll(upload, file);
      expect(
        await house.left(async () =>
          expect(code(await house.documents.ask(ann, FINISH, { id: upload.id, sha256: hashOf(someText()) }))).toBe('BAD_USER_INPUT'),
        ),
      ).toEqual({});
      expect((await house.documents.ask(ann, FINISH, { id: upload.id, sha256: hashOf(file) })).errors).toBeUndefined();
    }
  });

  it.each([
    ['what is not what its name says', 'a.pdf', someText()],
    ['a program', 'a.txt', Buffer.from('MZ\x90\0 and more', 'latin1')],
  ])('for %s, at its first bytes', async (_name, fileName, file) => {
    const ann = aViewer();
    const grown = await house.left(async () => {
      const upload = await start(house.documents, ann, file, { fileName });
      expect((await sendAll(upload, file))[0]).toMatchObject({ status: 400 });
      await house.documents.ask(ann, ABORT, { id: upload.id });
    });
    expect(grown).toEqual({});
  });

  it('for what shows itself in the whole alone, of which nothing is left', async () => {
    const [ann, file] = [aViewer(), Buffer.concat([someText(1_500), Buffer.alloc(1)])];
    for (const partSize of [file.length, 1_000])
      expect(
        await house.left(async () => {
          expect(await uploadAll(house.documents, ann, file, { partSize })).toMatchObject({
            errors: [{ extensions: { reason: 'TYPE_MISMATCH' } }],
          });
        }),
      ).toEqual({});
    expect(await house.usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });
});
