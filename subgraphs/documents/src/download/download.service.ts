import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ContentDoor, ContentRequest } from '../content/content.door';
import type { Document } from '../document/document.entity';
import type { DocumentVersion } from '../document-version/document-version.entity';
import type { DownloadArgs } from './download.input';
import type { SignedUrls } from './signed-url';

/** What an address of content is made for, and what its route takes. */
export const CONTENT_USE = 'content';

interface Parts {
  readonly viewer: Viewer;
  readonly content: ContentDoor;
  readonly urls: SignedUrls;
}

/** Makes addresses by which the viewer has files of documents for five minutes, as long as they may. */
export class DownloadService {
  constructor(private readonly parts: Parts) {}

  /** @throws PlatError PIN_REQUIRED, FORBIDDEN, BAD_USER_INPUT, CONFLICT for a document whose file lies elsewhere, or UNAVAILABLE */
  urlOf({ id }: Pick<Document, 'id'>, args: DownloadArgs): Promise<string> {
    return this.sign({ documentId: id }, args);
  }

  /** The same for a file that it has had. */
  urlOfVersion(version: DocumentVersion, args: DownloadArgs): Promise<string> {
    return this.sign({ documentId: version.documentId, version }, args);
  }

  private async sign(of: Pick<ContentRequest, 'documentId' | 'version'>, { disposition, grant, reason }: DownloadArgs): Promise<string> {
    const { viewer, content, urls } = this.parts;
    const isInline: boolean = (disposition as `${DownloadArgs['disposition']}`) === 'INLINE';
    const kind = isInline ? 'PREVIEW' : 'DOWNLOAD';
    const allowed = await content.judge({ ...of, kind, grantToken: grant, reason });
    const { documentId, versionNumber } = allowed.version;
    const claims = { documentId, versionNumber, kind, id: randomUUID(), grantId: allowed.grantId, reason: reason ?? undefined };
    return urls.sign(viewer, { kind: CONTENT_USE, method: 'GET', path: `/content/${documentId}/${versionNumber}`, claims }).url;
  }
}
