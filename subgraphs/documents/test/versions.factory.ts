import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Viewer } from '@plat/shared/access/viewer';
import type { StoredBlob } from '../src/blob/blobs';
import type { DocumentsContext } from '../src/context';
import type { Document } from '../src/document/document.entity';
import type { DocumentVersion } from '../src/document-version/document-version.entity';
import type { VersionFile } from '../src/document-version/document-version.writer';
import type { TestDocuments } from './documents.factory';

/** What a resolver of documents may touch. */
export type Context = DocumentsContext;

/** Sends bytes that nobody has seen before. @param size in bytes, even */
export const someBytes = (documents: TestDocuments, viewer: Viewer, size = 1_000): Promise<StoredBlob> =>
  documents.subgraph.work(viewer, ({ blobs }: Context) =>
    blobs.put(Readable.from([Buffer.from(randomBytes(size / 2).toString('hex'))]), { maxSize: size, fileName: 'deed.txt' }),
  );

/** Sends a file. */
export const someFile = async (documents: TestDocuments, viewer: Viewer, values: Partial<VersionFile> = {}): Promise<VersionFile> => ({
  blob: await someBytes(documents, viewer),
  fileName: 'deed.txt',
  mimeType: 'text/plain',
  origin: 'USER',
  ...values,
});

/** Adds a version as somebody, as uploads do. */
export const addVersion = async (
  documents: TestDocuments,
  viewer: Viewer,
  { id }: Pick<Document, 'id'>,
  values: Partial<VersionFile> = {},
): Promise<DocumentVersion> => {
  const file = await someFile(documents, viewer, values);
  return documents.subgraph.work(viewer, ({ documentVersions }: Context) => documentVersions.addVersion({ id }, file));
};

/** A document of somebody's own with bytes, as uploads make it. */
export const addDocument = async (documents: TestDocuments, viewer: Viewer, values: Partial<VersionFile> = {}): Promise<Document> => {
  const file = await someFile(documents, viewer, values);
  return documents.subgraph.work(viewer, ({ documents: service }: Context) =>
    service.create({ origin: 'REAL_ESTATE', realEstateType: 'DEED', title: 'Deed' } as never, file),
  );
};
