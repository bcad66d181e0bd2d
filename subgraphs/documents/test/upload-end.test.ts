import { describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import { Storages } from '../src/storage/storages';
import { EXPIRE_UPLOADS, uploadJobs } from '../src/upload/upload.jobs';
import { ABORT, DEED, FINISH, put, START, sendAll, someText, start, UPLOAD, uploadAll } from './uploads.factory';
import { code, Warehouse } from './warehouse';

const house = Warehouse.forFile();

describe('the end of an upload', () => {
  const file = someText();

  it('comes once: of two at the same time one is told of the conflict, and there is one document', async () => {
    const ann = aViewer();
    const upload = await start(house.documents, ann, file);
    expect(code(await house.documents.ask(ann, FINISH, { id: upload.id }))).toBe('CONFLICT');
    await sendAll(upload, file);
    const grown = await house.left(async () => {
      const both = await Promise.all([1, 2].map(() => house.documents.ask(ann, FINISH, { id: upload.id })));
      expect(both.map(code).sort()).toEqual(['CONFLICT', undefined]);
    });
    expect(grown).toMatchObject({ documents: 1 });
    for (const query of [FINISH, ABORT]) expect(code(await house.documents.ask(ann, query, { id: upload.id }))).toBe('CONFLICT');
    const late = (await house.documents.ask(ann, UPLOAD, { id: upload.id })).data.upload.parts[0];
    expect(late.url).toBeNull();
  });

  it('may be that it is given up, which leaves nothing; nobody else ends it', async () => {
    const [ann, eve] = [aViewer(), aViewer()];
    const grown = await house.left(async () => {
      const upload = await start(house.documents, ann, file, { partSize: 400 });
      await sendAll(upload, file);
      for (const query of [FINISH, ABORT]) expect(code(await house.documents.ask(eve, query, { id: upload.id }))).toBe('NOT_FOUND');
      expect((await house.documents.ask(eve, UPLOAD, { id: upload.id })).data.upload).toBeNull();
      expect((await house.documents.ask(ann, '{ uploads { id } }')).data.uploads).toEqual([{ id: upload.id }]);
      expect((await house.documents.ask(ann, ABORT, { id: upload.id })).data.abortUpload).toBe(true);
      expect(code(await house.documents.ask(ann, ABORT, { id: upload.id }))).toBe('NOT_FOUND');
    });
    expect(grown).toEqual({});
    expect(await house.usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });

  it('comes by itself after a day, which leaves nothing of what was not finished', async () => {
    const ann = aViewer();
    const grown = await house.left(async () => {
      const upload = await start(house.documents, ann, file, { partSize: 400 });
      await sendAll(upload, file);
      house.later(24 * 3_600_000);
      expect(code(await house.documents.ask(ann, FINISH, { id: upload.id }))).toBe('CONFLICT');
      const job = uploadJobs({ storages: new Storages(house.storage), clock: house.clock }).tasks[EXPIRE_UPLOADS];
      const asSystem = (work: never) => house.documents.subgraph.work(ann, ({ scope }: DocumentsContext) => scope.asSystem(work));
      await job?.({}, { asSystem, signal: new AbortController().signal } as never);
    });
    expect(grown).toMatchObject({ uploads: expect.any(Number) });
    expect(await house.count('upload_parts')).toBe(0);
    expect(await house.usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });

  it('is taken over from a process that was killed while it finished', async () => {
    const ann = aViewer();
    const upload = await start(house.documents, ann, file);
    await sendAll(upload, file);
    const lease = new Date(house.now.getTime() + 600_000);
    await house.documents.given((db) =>
      db.query(`UPDATE upload_sessions SET state = 'FINISHING', leased_until = $2 WHERE id = $1`, [upload.id, lease]),
    );
    for (const query of [FINISH, ABORT]) expect(code(await house.documents.ask(ann, query, { id: upload.id }))).toBe('CONFLICT');
    house.now = lease;
    expect((await house.documents.ask(ann, FINISH, { id: upload.id })).errors).toBeUndefined();
  });
});

describe('the space of a person', () => {
  it('holds exactly, whoever races for the last byte, and is given back', async () => {
    const ann = aViewer();
    const starts = (fileSize: number) => house.documents.ask(ann, START, { input: { document: DEED, fileName: 'a.txt', fileSize } });
    for (const size of [200_000, 200_000, 99_999]) expect((await starts(size)).errors).toBeUndefined();
    const raced = await Promise.all([1, 2, 3, 4].map(() => starts(1)));
    expect(raced.map(code).sort()).toEqual(['LIMIT', 'LIMIT', 'LIMIT', undefined]);
    expect(await house.usageOf(ann)).toEqual({ used: 0, reserved: 500_000 });
    const { uploads } = (await house.documents.ask(ann, '{ uploads { id fileSize } }')).data;
    await house.documents.ask(ann, ABORT, { id: uploads.find((one: { fileSize: number }) => one.fileSize === 99_999).id });
    expect((await starts(99_999)).errors).toBeUndefined();
    expect(code(await starts(1))).toBe('LIMIT');
    expect(
      (await house.documents.ask(aViewer(), START, { input: { document: DEED, fileName: 'a.txt', fileSize: 200_000 } })).errors,
    ).toBeUndefined();
  });

  it('is taken by what was added, each time, and freed with it', async () => {
    const [ann, file] = [aViewer(), someText()];
    const { id } = (await uploadAll(house.documents, ann, file)).data.finishUpload;
    await uploadAll(house.documents, ann, file, { documentId: id, document: undefined });
    expect(await house.usageOf(ann)).toEqual({ used: 2_000, reserved: 0 });
    const versions: { id: string }[] = await house.documents.given((db) =>
      db.query('SELECT id FROM document_versions WHERE document_id = $1', [id]),
    );
    for (const { id: version } of versions)
      await house.documents.subgraph.work(ann, ({ scope, blobs }: DocumentsContext) =>
        scope.asSystem((db) => blobs.release(db, 'DocumentVersion', version)),
      );
    expect(await house.usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });

  it('has a hundred files on their way at most', async () => {
    const ann = aViewer();
    const starts = () => house.documents.ask(ann, START, { input: { document: DEED, fileName: 'a.txt', fileSize: 1 } });
    const answers = await Promise.all(Array.from({ length: 101 }, starts));
    expect(answers.filter((answer) => code(answer) === 'LIMIT')).toHaveLength(1);
    const [{ id, parts }] = answers.flatMap(({ data }) => data?.startUpload ?? []);
    await put(parts[0].url, Buffer.from('x'));
    expect((await house.documents.ask(ann, FINISH, { id })).errors).toBeUndefined();
    expect((await starts()).errors).toBeUndefined(); // what is finished is not on its way
  });
});

describe('events of uploads', () => {
  it('tell of the beginning and of the end, and what they made tells of itself', async () => {
    const [ann, file] = [aViewer(), someText()];
    const upload = await start(house.documents, ann, file);
    await house.documents.ask(ann, ABORT, { id: upload.id });
    const { id } = (await uploadAll(house.documents, ann, file)).data.finishUpload;
    const types = async (subject: string) =>
      (await house.documents.given((db) => db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [subject]))).map(
        ({ type }: { type: string }) => type,
      );
    expect(await types(upload.id)).toEqual(['upload.started', 'upload.aborted']);
    expect(await types(id)).toContain('document.created');
  });
});
