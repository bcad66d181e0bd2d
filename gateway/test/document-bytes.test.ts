import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
}, 120_000);
afterAll(() => stack.stop());

const BYTES = Buffer.from(randomBytes(100_000).toString('hex'));
const PART = 90_000;
const START = `mutation ($input: StartUploadInput!) { startUpload(input: $input) { id parts { number size url } } }`;
const FINISH = 'mutation ($id: ID!, $sha256: String) { finishUpload(id: $id, sha256: $sha256) { id title fileSize } }';
const DOCUMENT = `query ($id: ID!) { document(id: $id) { title downloadCount uploadedBy { id } downloadUrl
  versions { edges { node { versionNumber hash downloadUrl } } } accessLogs { edges { node { action success actorEmail } } } } }`;

describe('a file', () => {
  it('goes up in parts and comes down as it was, to whoever may have it and to nobody else', async () => {
    const [owner, other] = [await stack.signIn('USER'), await stack.signIn('CLIENT')];
    const details = { origin: 'REAL_ESTATE', realEstateType: 'DEED', title: 'Deed of the journey' };
    const input = { document: details, fileName: 'deed.txt', fileSize: String(BYTES.length), partSize: String(PART) };
    const started = await stack.ask(START, { input }, owner);
    expect(started.errors).toBeUndefined();
    const { id: upload, parts } = started.data.startUpload as { id: string; parts: { number: number; size: string; url: string }[] };
    expect(parts.map(({ size }) => Number(size))).toEqual([PART, PART, BYTES.length - 2 * PART]);
    const sent = await Promise.all(
      parts.reverse().map(({ number, url }) => {
        const start = (number - 1) * PART;
        return fetch(url, { method: 'PUT', body: BYTES.subarray(start, start + PART) });
      }),
    );
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200]);
    const sha256 = createHash('sha256').update(BYTES).digest('hex');
    const finished = await stack.ask(FINISH, { id: upload, sha256 }, owner);
    expect(finished.errors).toBeUndefined();
    const { id } = finished.data.finishUpload;
    expect(finished.data.finishUpload).toEqual({ id, title: 'Deed of the journey', fileSize: BYTES.length });

    const { data, errors } = await stack.ask(DOCUMENT, { id }, owner);
    expect(errors).toBeUndefined();
    const { downloadUrl, versions } = data.document;
    const got = await fetch(downloadUrl);
    expect([got.status, got.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="deed.txt"']);
    expect(Buffer.from(await got.arrayBuffer()).equals(BYTES)).toBe(true);
    expect(
      versions.edges.map(({ node: { versionNumber, hash } }: { node: { versionNumber: number; hash: string } }) => [versionNumber, hash]),
    ).toEqual([[1, sha256]]);
    const range = await fetch(versions.edges[0].node.downloadUrl, { headers: { range: 'bytes=-10' } });
    expect([range.status, await range.text()]).toEqual([206, BYTES.subarray(-10).toString()]);

    const after = (await stack.ask(DOCUMENT, { id }, owner)).data.document;
    const accesses = after.accessLogs.edges.map(({ node }: { node: { action: string; success: boolean } }) => [node.action, node.success]);
    expect([after.downloadCount, accesses.slice(0, 1)]).toEqual([1, [['DOWNLOAD', true]]]);

    expect((await stack.ask(DOCUMENT, { id }, other)).data).toEqual({ document: null });
    const bent = downloadUrl.replace(/signature=..../, 'signature=AAAA');
    expect((await fetch(bent)).status).toBe(403);

    // The owner signs out of this session: what it was given ends with it.
    const signedOut = await stack.ask('mutation { signOut { id } }', {}, owner);
    expect(signedOut.errors).toBeUndefined();
    while ((await fetch(downloadUrl)).status !== 403) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
