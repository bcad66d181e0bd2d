import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { AccessLog } from '../access-log/access-log';
import { allows } from '../document/allows';
import type { Document } from '../document/document.entity';
import { heldOn, subjectsOf } from '../document/document.subjects.scope';
import type { SignedUrls } from '../download/signed-url';
import { ShareLink } from './share-link.entity';
import type { CreatedShareLink, CreateShareLinkInput } from './share-link.input';
import { assertMayRevokeShareLink, assertMayShareDocument, visibleShareLinks } from './share-link.policy';
import { faultsOfShareLink } from './share-link.rules';
import { ShareLinkDocument } from './share-link-document.entity';

interface Parts {
  readonly scope: RequestScope;
  readonly events: Events;
  readonly grants: GrantLearning;
  readonly documents: LoaderById<Document>;
  readonly accessLog: AccessLog;
  readonly urls: SignedUrls;
  readonly clock: () => Date;
}

/** Where visitors of a share link go. */
export const shareAddress = (urls: SignedUrls, token: string): string => urls.at(`/share/${token}`);

/** Share links: made and taken back by who may share the documents that they lead to. */
export class ShareLinkService {
  constructor(private readonly parts: Parts) {}

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND for a document, FORBIDDEN to share one, UNAVAILABLE */
  async create(input: CreateShareLinkInput): Promise<CreatedShareLink> {
    const { scope, events, clock, urls } = this.parts;
    const { db, viewer } = scope;
    const faults = faultsOfShareLink(input, clock());
    if (Object.keys(faults).length > 0) throw badInput(faults);
    await scope.assertCurrentIdentity();
    const documents = await Promise.all(input.documentIds.map((id) => this.find(id)));
    for (const document of documents) await this.assertMayShare(document);
    const token = newToken();
    const { expiresAt, maxDownloads, label } = input;
    const values = { expiresAt, maxDownloads: maxDownloads ?? null, label: label ?? null };
    const shareLink = await db.save(db.create(ShareLink, { ...values, tokenHash: tokenHash(token), createdById: viewer.userId }));
    const leadsTo = documents.map(({ id: documentId }) => db.create(ShareLinkDocument, { shareLinkId: shareLink.id, documentId }));
    await db.insert(ShareLinkDocument, leadsTo);
    await events.record('share_link.created', shareLink, { documentIds: documents.map(({ id }) => id) });
    for (const document of documents) await this.note(document);
    return { shareLink, token, url: shareAddress(urls, token) };
  }

  /** From then on nothing is had by it, and what is under way is cut. @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT */
  async revoke(id: string, version?: number | null): Promise<ShareLink> {
    const { scope, events, clock } = this.parts;
    const { db, viewer } = scope;
    const { row, before, after } = await revise(db, ShareLink, {
      id,
      version,
      changes: { revokedAt: clock() },
      scope: visibleShareLinks(viewer),
      mayEdit: (link) => {
        assertMayRevokeShareLink(viewer, link);
        if (link.revokedAt) throw conflict('The share link was taken back already.', { version: link.version });
      },
    });
    await events.record('share_link.revoked', row, { before, after });
    return row;
  }

  /** @throws PlatError FORBIDDEN where the viewer may not give the document away at this moment, or UNAVAILABLE */
  async assertMayShare(document: Document): Promise<void> {
    const { scope, grants } = this.parts;
    try {
      assertMayShareDocument(scope.viewer, document, await grants.held(subjectsOf(document)));
    } catch (error) {
      if (error instanceof PlatError && error.code === 'FORBIDDEN') await this.note(document, error);
      throw error;
    }
  }

  /** Of these documents, those that the viewer may give away at this moment. @throws PlatError UNAVAILABLE */
  async stillShared(ids: readonly string[]): Promise<Document[]> {
    const { scope, grants, documents } = this.parts;
    const found = (await Promise.all(ids.map((id) => documents.load(id)))).filter((one) => one !== null);
    const held = await grants.held(found.flatMap(subjectsOf));
    return found.filter((one) => allows(() => assertMayShareDocument(scope.viewer, one, heldOn(one, held))));
  }

  private async find(id: string): Promise<Document> {
    const document = await this.parts.documents.load(id);
    if (!document) throw notFound('Document', id);
    return document;
  }

  private note({ id: documentId, title }: Document, fault?: PlatError): Promise<void> {
    const { viewer, origin } = this.parts.scope;
    const outcome = fault ? { success: false, errorMessage: fault.code } : { success: true };
    return this.parts.accessLog.record({ documentId, title, action: 'SHARE', ...outcome, viewer, origin });
  }
}
