import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import type { DeepPartial } from 'typeorm';
import type { DocumentsContext } from '../src/context';
import type { Document } from '../src/document/document.entity';
import type { DocumentVersion } from '../src/document-version/document-version.entity';
import { PinGrantRow } from '../src/pin/pin-grant.entity';
import type { TestDocuments } from './documents.factory';

/** So many bytes of text that nobody has seen before. */
export const someText = (size = 1_000): Buffer => Buffer.from(randomBytes(size / 2).toString('hex'));

/** Keeps bytes and makes them a version of a document. */
export async function file(
  documents: TestDocuments,
  document: Pick<Document, 'id'>,
  bytes: Buffer,
  { fileName = 'notes.txt', ...values }: DeepPartial<DocumentVersion> = {},
): Promise<DocumentVersion> {
  const put = ({ blobs }: DocumentsContext) =>
    blobs.put(Readable.from([bytes]), { maxSize: bytes.length, fileName: fileName ?? 'notes.txt' });
  const { sha256, size } = await documents.subgraph.work(NOBODY, put);
  return documents.version(document, { blobSha256: sha256, hash: sha256, size: String(size), fileName, ...values });
}

/** A document of somebody's own whose one version has these bytes. */
export async function filed(
  documents: TestDocuments,
  owner: Viewer,
  bytes = someText(),
  version: DeepPartial<DocumentVersion> = {},
  values: DeepPartial<Document> = {},
): Promise<Document> {
  const document = await documents.document(owner, values);
  await file(documents, document, bytes, version);
  return document;
}

/** Protects a document by a PIN, without one. */
export const PROTECTED: DeepPartial<Document> = { pinProtected: true, pinHash: 'x', pinVersion: 1 };

/** Grants somebody the content of a document, as whoever knows the PIN is. @returns the grant's token and row */
export async function granted(documents: TestDocuments, viewer: Viewer, document: Document, until: Date) {
  const token = newToken();
  const { userId, sessionId } = viewer.identity;
  const values = { documentId: document.id, userId, sessionId, pinVersion: 1, createdAt: new Date(), expiresAt: until };
  const row = await documents.given((db) => db.save(db.create(PinGrantRow, { tokenHash: tokenHash(token), ...values })));
  return { token, row };
}

const URL_OF = `query ($id: ID!, $disposition: ContentDisposition! = ATTACHMENT, $grant: String, $reason: String) {
  document(id: $id) { downloadUrl(disposition: $disposition, grant: $grant, reason: $reason) } }`;

/** What somebody is told who asks for the address of a document's file. */
export const asksForUrl = (documents: TestDocuments, viewer: Viewer, { id }: Pick<Document, 'id'>, args: object = {}) =>
  documents.ask(viewer, URL_OF, { id, ...args });

/** @throws Error when there is none for them */
export async function urlFor(documents: TestDocuments, viewer: Viewer, document: Pick<Document, 'id'>, args: object = {}): Promise<string> {
  await documents.listen();
  const { data, errors } = await asksForUrl(documents, viewer, document, args);
  if (!data?.document?.downloadUrl) throw new Error(`no address: ${JSON.stringify(errors)}`);
  return data.document.downloadUrl;
}

/** An answer, read to its end. */
export interface Got {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  /** What an error says. */
  readonly code?: string;
}

/** Asks by the request line as it is written, as `fetch` would not. */
export async function ask(
  url: string,
  { method = 'GET', headers = {}, path }: { method?: string; headers?: Record<string, string>; path?: string } = {},
): Promise<Got> {
  const { hostname, port, pathname, search } = new URL(url);
  const sent = request({ hostname, port, path: path ?? pathname + search, method, headers, agent: false });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isError = (answer.statusCode ?? 0) >= 400 && bytes.length > 0;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    bytes,
    ...(isError && { code: JSON.parse(bytes.toString()).errors[0].extensions.code }),
  };
}

/** Begins a download that is read no further than asked. */
export async function begin(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ answer: IncomingMessage; ended: Promise<Error | undefined> }> {
  const sent = get(url, { agent: false, headers }).on('error', () => undefined); // the answer tells of it
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const ended = new Promise<Error | undefined>((resolve) => {
    answer.once('error', resolve);
    answer.once('close', () => resolve(undefined));
  });
  return { answer, ended };
}

/** Waits until something is so; the test's own time is the bound. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}
