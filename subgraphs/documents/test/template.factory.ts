import { Readable } from 'node:stream';
import type { Viewer } from '@plat/shared/access/viewer';
import type { DocumentsContext } from '../src/context';
import type { Document } from '../src/document/document.entity';
import type { NewDetails } from '../src/document/document.input';
import { GeneratedDocument } from '../src/template/generated-document.entity';
import { TemplateEngine } from '../src/template/template.enum';
import { TemplateVersion } from '../src/template/template-version.entity';
import type { TestDocuments } from './documents.factory';

const DECLARE = 'mutation ($input: DeclareTemplateVersionInput!) { declareTemplateVersion(input: $input) { id versionNumber } }';

/** Bytes that somebody has sent. */
export const sent = (documents: TestDocuments, viewer: Viewer, bytes: string | Buffer, fileName: string) =>
  documents.subgraph.work(viewer, ({ blobs }: DocumentsContext) =>
    blobs.put(Readable.from([Buffer.from(bytes)]), { maxSize: 1_000_000, fileName }),
  );

/** A file that somebody adds as a document: of their own, unless its details say otherwise. */
export async function addFile(
  documents: TestDocuments,
  viewer: Viewer,
  bytes: string | Buffer,
  { fileName = 'letter.txt', ...details }: Partial<NewDetails> = {},
): Promise<Document> {
  const blob = await sent(documents, viewer, bytes, fileName ?? 'letter.txt');
  const own = { origin: 'REAL_ESTATE', realEstateType: 'OTHER', title: 'Letter' } as NewDetails;
  return documents.subgraph.work(viewer, ({ documents: service }: DocumentsContext) =>
    service.create({ ...(details.origin ? { title: 'Letter' } : own), ...details } as NewDetails, {
      blob,
      fileName: fileName ?? 'letter.txt',
      mimeType: 'text/plain',
      origin: 'USER',
    }),
  );
}

/** A template that somebody adds and declares. */
export async function addTemplate(
  documents: TestDocuments,
  viewer: Viewer,
  text: string,
  variables: object,
  details: Partial<NewDetails> = {},
  engine = 'TEXT',
): Promise<{ readonly id: string; readonly versionId: string }> {
  const { id } = await addFile(documents, viewer, text, details);
  const { data, errors } = await documents.ask(viewer, DECLARE, { input: { documentId: id, engine, variables } });
  if (errors) throw new Error(JSON.stringify(errors));
  return { id, versionId: data.declareTemplateVersion.id };
}

/** A declared version of a document, which nobody declared. */
export const templateVersion = (
  documents: TestDocuments,
  { id: documentId }: Pick<Document, 'id'>,
  versionNumber = 1,
): Promise<TemplateVersion> =>
  documents.given((db) =>
    db.save(
      db.create(TemplateVersion, { documentId, versionNumber, engine: TemplateEngine.TEXT, locale: 'en-US', variables: {}, tags: ['a'] }),
    ),
  );

/** That a document was made of a template, which nobody made. */
export const generatedDocument = (
  documents: TestDocuments,
  { id: documentId }: Pick<Document, 'id'>,
  { id: templateVersionId }: TemplateVersion,
): Promise<GeneratedDocument> =>
  documents.given((db) =>
    db.save(
      db.create(GeneratedDocument, {
        documentId,
        templateVersionId,
        templateSha256: 'a'.repeat(64),
        dataSha256: 'b'.repeat(64),
        rendererVersion: 'TEXT 1',
      }),
    ),
  );
