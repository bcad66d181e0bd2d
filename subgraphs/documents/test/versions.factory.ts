import { randomBytes } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import type { createContext } from '../src/context';
import type { Document } from '../src/document/document.entity';
import type { DocumentVersion } from '../src/document-version/document-version.entity';
import type { KeptBytes, VersionFile } from '../src/document-version/document-version.writer';
import type { TestDocuments } from './documents.factory';

/** What a resolver of documents may touch. */
export type Context = ReturnType<ReturnType<typeof createContext>>;

/** Bytes that nobody has seen before. */
export const someBytes = (size = 1_000): KeptBytes => ({ sha256: randomBytes(32).toString('hex'), size });

export const someFile = (values: Partial<VersionFile> = {}): VersionFile => ({
  blob: someBytes(),
  fileName: 'deed.pdf',
  mimeType: 'application/pdf',
  origin: 'USER',
  ...values,
});

/** Adds a version as somebody, as uploads do. */
export const addVersion = (
  documents: TestDocuments,
  viewer: Viewer,
  { id }: Pick<Document, 'id'>,
  file = someFile(),
): Promise<DocumentVersion> =>
  documents.subgraph.work(viewer, ({ documentVersions }: Context) => documentVersions.addVersion({ id }, file));

/** A document of somebody's own with bytes, as uploads make it. */
export const addDocument = (documents: TestDocuments, viewer: Viewer, file = someFile()): Promise<Document> =>
  documents.subgraph.work(viewer, ({ documents: service }: Context) =>
    service.create({ origin: 'REAL_ESTATE', realEstateType: 'DEED', title: 'Deed' } as never, file),
  );
