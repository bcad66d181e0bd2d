import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Readable } from 'node:stream';
import type { Viewer } from '@plat/shared/access/viewer';
import type { TestDocuments } from './documents.factory';

export const START = `mutation ($input: StartUploadInput!) { startUpload(input: $input) {
  id state fileName fileSize partSize expiresAt document { id } parts { number size arrivedAt sha256 url } } }`;
export const FINISH = `mutation ($id: ID!, $sha256: String) { finishUpload(id: $id, sha256: $sha256) {
  id title fileName fileType fileSize mimeType currentVersionNumber duplicateOf { id } currentVersion { hash comment } } }`;
export const FINISH_MEDIA = `mutation ($id: ID!, $sha256: String) { finishMediaUpload(id: $id, sha256: $sha256) {
  id type url fileName fileSize mimeType metadata property { id } downloadUrl saved: downloadUrl(disposition: ATTACHMENT) } }`;
export const ABORT = 'mutation ($id: ID!) { abortUpload(id: $id) }';
export const UPLOAD = 'query ($id: ID!) { upload(id: $id) { state document { id } parts { number size arrivedAt sha256 url } } }';

/** A text that nobody has seen before. */
export const someText = (size = 1_000): Buffer =>
  Buffer.from(
    randomBytes(Math.ceil(size / 2))
      .toString('hex')
      .slice(0, size),
  );

export const DEED = { origin: 'REAL_ESTATE', realEstateType: 'DEED' };

/** What a server said to a PUT. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly errors?: readonly { readonly extensions: { readonly code: string } }[]; readonly sha256?: string };
}

interface Sent {
  readonly method?: string;
  /** Of the body; a Content-Length that is left out means that it comes in chunks. */
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** Sends a body as somebody's script would, or as no honest one would. 0 is the status of a connection that broke. */
export const put = (url: string, body: Buffer | Readable, { method = 'PUT', headers }: Sent = {}): Promise<Answer> =>
  new Promise((resolve) => {
    const sent = request(
      url,
      { method, headers: headers ?? (Buffer.isBuffer(body) ? { 'content-length': body.length } : {}) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => {
          sent.destroy();
          resolve({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') });
        });
      },
    );
    sent.on('error', () => resolve({ status: 0, body: {} }));
    if (Buffer.isBuffer(body)) sent.end(body);
    else body.pipe(sent).on('error', () => undefined);
  });

/** Starts an upload. @returns it, with the addresses of its parts */
export async function start(documents: TestDocuments, viewer: Viewer, file: Buffer, input: object = {}) {
  await documents.listen();
  const { data, errors } = await documents.ask(viewer, START, {
    input: { document: DEED, fileName: 'deed.txt', fileSize: file.length, ...input },
  });
  if (!data?.startUpload) throw new Error(JSON.stringify(errors));
  return data.startUpload as { id: string; partSize: number; parts: { number: number; size: number; url: string }[] };
}

/** Sends all parts at once, in no order. */
export const sendAll = (upload: { partSize: number; parts: readonly { number: number; url: string }[] }, file: Buffer) =>
  Promise.all(
    [...upload.parts].reverse().map(({ number, url }) => put(url, file.subarray((number - 1) * upload.partSize, number * upload.partSize))),
  );

/** Uploads a file, start to end. @returns the answer of the last step */
export async function uploadAll(documents: TestDocuments, viewer: Viewer, file: Buffer, input: object = {}) {
  const upload = await start(documents, viewer, file, input);
  await sendAll(upload, file);
  return documents.ask(viewer, FINISH, { id: upload.id });
}
