import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Blobs } from '../blob/blobs';
import type { DocumentEditing } from '../document/document.editing';
import type { Document } from '../document/document.entity';
import type { PersonalSpace } from '../upload/personal-space';
import { compareVersions, type DocumentVersionComparison } from './document-version.comparison';
import type { DocumentVersion } from './document-version.entity';
import { versionsByNumber } from './document-version.loader';
import { type VersionFile, writeVersion } from './document-version.writer';

/** The files that documents have had. */
export class DocumentVersionService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly editing: DocumentEditing,
    private readonly documents: LoaderById<Document>,
    private readonly blobs: Pick<Blobs, 'reference' | 'hold'>,
    private readonly space: PersonalSpace,
  ) {}

  /**
   * Makes a file the next version of a document that the viewer may edit.
   * @param document by its id @param file bytes that are kept already
   * @throws PlatError NOT_FOUND, FORBIDDEN, LOCKED while somebody else has it checked out, or BAD_USER_INPUT
   */
  async addVersion({ id }: Pick<Document, 'id'>, file: VersionFile): Promise<DocumentVersion> {
    return this.write(await this.editing.locked(id), file);
  }

  /**
   * Brings an earlier version back, as the next one.
   * @param version of the document, that the viewer saw
   * @returns the document
   * @throws PlatError NOT_FOUND, FORBIDDEN, LOCKED, CONFLICT with the current version, or LIMIT for more space than one may take
   */
  async restore(documentId: string, number: number, version?: number | null): Promise<Document | null> {
    const document = await this.editing.locked(documentId, version);
    const [earlier] = await versionsByNumber(this.scope, documentId, [number]);
    if (!earlier) throw notFound('DocumentVersion', `${documentId}/${number}`);
    await this.blobs.hold(earlier.blobSha256);
    await this.write(document, {
      blob: { sha256: earlier.blobSha256, size: Number(earlier.size) },
      fileName: earlier.fileName ?? document.fileName ?? document.title,
      mimeType: earlier.mimeType,
      origin: 'RESTORE',
      restoredFrom: earlier.versionNumber,
    });
    return this.documents.load(document.id);
  }

  /** What differs in what is known of two versions. @throws PlatError NOT_FOUND */
  async compare(documentId: string, from: number, to: number): Promise<DocumentVersionComparison> {
    if (!(await this.documents.load(documentId))) throw notFound('Document', documentId);
    const found = await versionsByNumber(this.scope, documentId, [from, to]);
    const [one, other] = [from, to].map((number) => {
      const version = found.find(({ versionNumber }) => versionNumber === number);
      if (!version) throw notFound('DocumentVersion', `${documentId}/${number}`);
      return version;
    }) as [DocumentVersion, DocumentVersion];
    return compareVersions(one, other);
  }

  private async write(document: Document, file: VersionFile): Promise<DocumentVersion> {
    const { db, viewer } = this.scope;
    const version = await writeVersion({ db, events: this.events, blobs: this.blobs, space: this.space }, document, file, viewer.userId);
    this.documents.clear(document.id);
    return version;
  }
}
