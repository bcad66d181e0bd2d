import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { FINISH, put, someText, start, UPLOAD } from './uploads.factory';
import { hashOf, Warehouse } from './warehouse';

const house = Warehouse.forFile();

describe('the address of a part', () => {
  const file = someText();
  const begun = async (viewer = aViewer()) => {
    const upload = await start(house.documents, viewer, file);
    return { viewer, upload, url: upload.parts[0]?.url ?? '' };
  };

  it('counts once, whether what was sent arrived or not', async () => {
    const { upload, url, viewer } = await begun();
    expect((await put(url, file)).status).toBe(200);
    expect((await put(url, file)).status).toBe(403);
    const again = (await house.documents.ask(viewer, UPLOAD, { id: upload.id })).data.upload.parts[0].url;
    const both = await Promise.all([put(again, file), put(again, file)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('takes one body for a part at a time, however many addresses there are of it, and twenty bodies of one person', async () => {
    const { upload, url, viewer } = await begun();
    const fresh = async () => (await house.documents.ask(viewer, UPLOAD, { id: upload.id })).data.upload.parts[0].url as string;
    const begin = async (address: string) => {
      const body = new PassThrough();
      body.write(file.subarray(0, 1));
      const keys = (await house.keys()).length;
      const answer = put(address, body, { headers: { 'content-length': file.length } });
      while ((await house.keys()).length === keys); // until the storage has it
      return { body, answer };
    };
    const end = async ({ body, answer }: Awaited<ReturnType<typeof begin>>) => {
      body.end(file.subarray(1));
      return (await answer).status;
    };
    const first = await begin(url);
    const keys = (await house.keys()).length;
    const beside = await Promise.all((await Promise.all([fresh(), fresh(), fresh()])).map((other) => put(other, file)));
    expect(beside.map(({ status, body }) => [status, body.errors?.[0]?.extensions.code])).toEqual(Array(3).fill([429, 'RATE_LIMITED']));
    expect((await house.keys()).length).toBe(keys);
    expect(await end(first)).toBe(200);
    expect((await put(await fresh(), file)).status).toBe(200);

    const others = await Promise.all(Array.from({ length: 21 }, () => begun(viewer)));
    const open: Awaited<ReturnType<typeof begin>>[] = [];
    for (const one of others.slice(0, 20)) open.push(await begin(one.url));
    const last = others[20]?.url ?? '';
    expect((await put(last, file)).status).toBe(429);
    expect((await put((await begun()).url, file)).status).toBe(200); // somebody else's
    expect(await end(open[0] as (typeof open)[0])).toBe(200);
    expect((await put(last, file)).status).toBe(200); // the address was not used up
    expect(await Promise.all(open.slice(1).map(end))).toEqual(Array(19).fill(200));
  });

  it('is refused when anything about it or its use is another', async () => {
    const { url } = await begun();
    const { url: other } = await begun();
    const query = url.slice(url.indexOf('?'));
    const origin = new URL(url).origin;
    const spellings: [string, object?][] = [
      [url, { method: 'POST' }],
      [url, { method: 'GET' }],
      [url, { method: 'PATCH' }],
      [url, { method: 'DELETE' }],
      [url.replace('/1?', '/2?')],
      [other.slice(0, other.indexOf('?')) + query],
      [`${url}&x=1`],
      [url.replace('/upload/', '/upload%2F')],
      [url.replace('/upload/', '/%75pload/')],
      [url.replace('/upload/', '/upload%252F')],
      [url.replace('signature=', 'signature=%2B')],
      [`${origin}/upload/${randomUUID()}/1${query}`],
      [url.slice(0, -1) + (url.endsWith('A') ? 'B' : 'A')],
    ];
    for (const [spelling, sent] of spellings) {
      const { status } = await put(spelling, file, { headers: { 'content-length': file.length }, ...sent });
      expect([spelling, status]).toEqual([spelling, 403]);
    }
    for (const length of [file.length - 1, file.length + 1]) expect((await put(url, Buffer.alloc(length, 'a'))).status).toBe(403);
    expect((await put(url, file, { headers: { 'content-length': file.length, 'content-type': 'application/x-msdownload' } })).status).toBe(
      200,
    );
  });

  it('counts for five minutes', async () => {
    const { url } = await begun();
    house.later(300_000);
    expect((await put(url, file)).status).toBe(403);
  });

  it.each([
    ['one byte less', () => Readable.from([file.subarray(1)]), 400],
    ['one byte more', () => Readable.from([file, Buffer.from('x')]), 413],
    [
      'no end',
      () =>
        Readable.from(
          (function* () {
            for (;;) yield file;
          })(),
        ),
      413,
    ],
    ['nothing', () => Readable.from([]), 400],
  ])('takes in chunks what it says, and not %s', async (_name, body, status) => {
    const { url, upload, viewer } = await begun();
    expect(
      await house.left(async () =>
        expect([status, 0]).toContain((await put(url, body(), { headers: { 'transfer-encoding': 'chunked' } })).status),
      ),
    ).toEqual({});
    const { url: fresh } = (await house.documents.ask(viewer, UPLOAD, { id: upload.id })).data.upload.parts[0];
    expect((await put(fresh, Readable.from([file]), { headers: { 'transfer-encoding': 'chunked' } })).status).toBe(200);
  });

  it('leaves nothing of a body that ends before its length', async () => {
    const { url } = await begun();
    const before = (await house.keys()).length;
    const sent = request(url, { method: 'PUT', headers: { 'content-length': file.length } }).on('error', () => undefined);
    sent.write(file.subarray(0, 500));
    while ((await house.keys()).length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    sent.destroy();
    while ((await house.keys()).length > before) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await house.count(`upload_parts WHERE upload_id = '${new URL(url).pathname.split('/')[2]}'`)).toBe(0);
  });
});

describe('a form of many parts', () => {
  const parts = (count: number, end = '') =>
    Buffer.from(`${'--b\r\nContent-Disposition: form-data; name="a[a][a]"; filename="x"\r\n\r\nx\r\n'.repeat(count)}${end}`);
  const headers = (body: Buffer) => ({ 'content-type': 'multipart/form-data; boundary=b', 'content-length': body.length });

  it.each([
    ['without an end', parts(1)],
    ['of ten thousand parts', parts(10_000, '--b--')],
    [
      'whose names are a thousand levels deep',
      Buffer.from(
        parts(1, '--b--')
          .toString()
          .replace('a[a][a]', `a${'[a]'.repeat(1_000)}`),
      ),
    ],
  ])('%s is nothing that is read, and the service goes on', async (_name, body) => {
    const url = await house.documents.listen();
    for (const path of ['/graphql', '/upload', `/upload/${randomUUID()}/1`])
      for (const method of ['POST', 'PUT'])
        expect([400, 401, 403, 404, 415]).toContain((await put(`${url}${path}`, body, { method, headers: headers(body) })).status);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('is the content of a part, and no form, where it is sent to an address', async () => {
    const [ann, body] = [aViewer(), parts(3, '--b--')];
    const upload = await start(house.documents, ann, body);
    expect((await put(upload.parts[0]?.url ?? '', body, { headers: headers(body) })).body.sha256).toBe(hashOf(body));
    expect((await house.documents.ask(ann, FINISH, { id: upload.id })).data.finishUpload.fileSize).toBe(body.length);
  });
});
