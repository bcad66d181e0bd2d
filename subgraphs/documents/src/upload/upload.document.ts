import { notFound, type PlatError } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { AccessLog } from '../access-log/access-log';
import type { StoredBlob } from '../blob/blobs';
import { extensionOf, mediaTypeOf } from '../blob/file-forms';
import type { DocumentEditing } from '../document/document.editing';
import type { Document } from '../document/document.entity';
import type { NewDetails } from '../document/document.input';
import type { DocumentService } from '../document/document.service';
import type { DocumentVersionService } from '../document-version/document-version.service';
import type { VersionFile } from '../document-version/document-version.writer';
import type { Upload } from './upload.entity';
import type { SentFile, UploadTarget } from './upload.target';

interface Parts {
  readonly scope: RequestScope;
  readonly editing: DocumentEditing;
  readonly documents: DocumentService;
  readonly versions: DocumentVersionService;
  readonly loader: LoaderById<Document>;
  readonly accessLog: AccessLog;
}

/** A file that becomes a document, or the next version of one. */
export class SentDocument implements UploadTarget<Document> {
  constructor(private readonly parts: Parts) {}

  async assertMaySend(upload: SentFile): Promise<void> {
    const { documents, editing, loader } = this.parts;
    if (!upload.documentId) return documents.assertMayAdd(detailsOf(upload), 'input.document');
    // Without a lock, for which the service's own statements would wait; adding the version takes it.
    const document = await loader.load(upload.documentId);
    if (!document) throw notFound('Document', upload.documentId);
    editing.assertMayEdit(document, await editing.held(document));
    await editing.assertFree(document);
  }

  async make(upload: Upload, blob: StoredBlob): Promise<Document> {
    const { documents, versions, loader } = this.parts;
    const { fileName, comment, documentId } = upload;
    const file: VersionFile = { blob, fileName, mimeType: mediaTypeOf(fileName, blob.sniffedType), origin: 'USER', comment };
    const id = documentId ?? (await documents.create(detailsOf(upload), file)).id;
    if (documentId) await versions.addVersion({ id }, file);
    const document = await loader.clear(id).load(id);
    if (!document) throw notFound('Document', id);
    await this.log(document);
    return document;
  }

  async watch({ documentId }: SentFile): Promise<(error: PlatError) => Promise<void>> {
    const before = documentId ? await this.parts.loader.load(documentId) : null;
    return async (error) => {
      if (before) await this.log(before, error);
    };
  }

  private async log(document: Document, error?: PlatError): Promise<void> {
    const { scope, accessLog } = this.parts;
    await accessLog.record({
      documentId: document.id,
      title: document.title,
      action: 'UPLOAD',
      success: !error,
      errorMessage: error?.code,
      versionNumber: error ? undefined : document.currentVersionNumber,
      viewer: scope.viewer,
      origin: scope.origin,
    });
  }
}

/** What is said of the new document; of its file, the file says. */
const detailsOf = ({ details, fileName, fileSize }: SentFile): NewDetails => ({
  ...(details as NewDetails),
  fileName,
  fileType: extensionOf(fileName),
  fileSize,
});
