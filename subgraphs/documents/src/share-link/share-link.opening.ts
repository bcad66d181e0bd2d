import { randomUUID } from 'node:crypto';
import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { PlatError } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { ContentDoor, OpenContent } from '../content/content.door';
import type { Document } from '../document/document.entity';
import type { DocumentVersion } from '../document-version/document-version.entity';
import type { DownloadNotes } from '../download/download.notes';
import type { SignedUrls } from '../download/signed-url';
import type { PinGate } from '../pin/pin.gate';
import type { SharedDocument } from './share-link.page';
import { assertMayShareDocument } from './share-link.policy';
import type { ShareLinkService } from './share-link.service';
import { type ShareVisits, VISITOR, type VisitedLink } from './share-link.visits';

/** What of a context a visit uses. */
interface Used {
  readonly content: ContentDoor;
  readonly downloadNotes: DownloadNotes;
  readonly loaders: { readonly currentVersion: LoaderById<DocumentVersion> };
  readonly pinAttempts: PinTries;
  readonly pinGate: PinGate;
  readonly shareLinks: ShareLinkService;
  readonly shareVisits: ShareVisits;
}

/** Where tries of PINs are counted. */
interface PinTries {
  unlock(attempt: {
    readonly document: Pick<Document, 'id' | 'title'>;
    readonly opener: { readonly shareLinkId: string; readonly visitorHash: string };
    readonly pin: string;
    readonly actor: typeof VISITOR;
    readonly origin: RequestOrigin;
  }): Promise<{ readonly token: string; readonly expiresAt: Date }>;
}

/** A visitor, as the cookie of their browser tells them from others. */
export interface Visitor {
  readonly hash: string;
  /** What they opened by a PIN before. */
  grantFor(documentId: string): string | undefined;
  readonly origin: RequestOrigin;
}

/** A link that holds, and what its maker may give away at this moment. */
export interface OpenLink extends VisitedLink {
  readonly documents: readonly Document[];
}

/** What a signed address of a shared file says. */
export interface SharedFile {
  /** Of the address: all that is asked by it is one download. */
  readonly id: string;
  readonly shareLinkId: string;
  readonly documentId: string;
  readonly versionNumber: number;
  readonly visitorHash: string;
  readonly grantId?: string;
}

/** What addresses of shared files are made for. */
export const SHARE_USE = 'share';
/** Addresses say nothing of who made the link. */
const UNNAMED = new Viewer();

/** What visitors get by a share link: all of it under the rights that its maker has at this moment. */
export class ShareOpening {
  constructor(
    private readonly subgraph: Subgraph,
    private readonly urls: SignedUrls,
  ) {}

  /** @returns null for whatever does not hold @throws PlatError UNAVAILABLE */
  async open(token: string, origin: RequestOrigin): Promise<OpenLink | null> {
    const link = await this.asNobody(origin, ({ shareVisits }) => shareVisits.byToken(token, origin));
    if (!link) return null;
    const documents = await this.asMaker(link, origin, ({ shareLinks }) => shareLinks.stillShared(link.documentIds));
    if (documents.length > 0) return { ...link, documents };
    const fault = 'Its maker may not share it any more.';
    await this.asNobody(origin, ({ shareVisits }) => shareVisits.noteVisit(link.documentIds, origin, fault));
    return null;
  }

  /** What the visitor is shown, after their visit was noted. @throws PlatError UNAVAILABLE */
  show(link: OpenLink, visitor: Visitor, faults: Readonly<Record<string, string>> = {}): Promise<SharedDocument[]> {
    const { origin } = visitor;
    return this.asMaker(link, origin, async ({ loaders, pinGate, shareVisits }) => {
      const shown = link.documents.map(async (document): Promise<SharedDocument> => {
        const version = await loaders.currentVersion.load(document.id);
        const grantId = await this.grantOf(pinGate, link, document, visitor);
        const asksForPin = document.pinProtected && grantId === undefined;
        const url = version && !asksForPin ? this.addressOf(link, version, visitor, grantId) : undefined;
        return { document, url, asksForPin: asksForPin && version !== null, fault: faults[document.id] };
      });
      const all = await Promise.all(shown);
      await shareVisits.noteVisit(link.documents, origin);
      return all;
    });
  }

  /** @returns the grant, which the visitor keeps @throws PlatError PIN_INVALID, RATE_LIMITED, CONFLICT, NOT_FOUND, UNAVAILABLE */
  unlock(link: OpenLink, document: Document, pin: string, { hash: visitorHash, origin }: Visitor) {
    const attempt = { document, opener: { shareLinkId: link.id, visitorHash }, pin, actor: VISITOR, origin };
    return this.asMaker(link, origin, ({ pinAttempts }) => pinAttempts.unlock(attempt));
  }

  /** @throws PlatError whatever keeps the file from leaving */
  async file(file: SharedFile, origin: RequestOrigin): Promise<{ link: VisitedLink; open: OpenContent; onEnd: (bytes: number) => void }> {
    const { id, shareLinkId, documentId, versionNumber, visitorHash, grantId } = file;
    const link = await this.asNobody(origin, ({ shareVisits }) => shareVisits.byId(shareLinkId, id));
    if (!link) throw new PlatError('FORBIDDEN', 'This share link is not valid, or no longer.');
    return this.asMaker(link, origin, async ({ content, downloadNotes, shareVisits }) => {
      const open = await content.open({
        documentId,
        versionNumber,
        kind: 'SHARE',
        grantId,
        visitor: { shareLinkId, visitorHash, card: VISITOR },
        isAddressed: true,
        alsoHolds: async (document, held) => {
          await shareVisits.assertHolds(shareLinkId);
          assertMayShareDocument(link.maker, document, held);
        },
        note: async (access, range) => {
          await shareVisits.claim(shareLinkId, id, documentId);
          await downloadNotes.note({ id, actor: visitorHash }, access, range);
        },
      });
      const onEnd = (bytes: number) => void downloadNotes.add(id, bytes, { warn: () => undefined });
      return { link, open, onEnd };
    });
  }

  private async grantOf(gate: PinGate, link: OpenLink, document: Document, visitor: Visitor): Promise<string | undefined> {
    const grantToken = document.pinProtected ? visitor.grantFor(document.id) : undefined;
    if (!grantToken) return undefined;
    const opener = { shareLinkId: link.id, visitorHash: visitor.hash };
    return gate.assertOpen({ document, grantToken, ...opener }).then(
      (grant) => grant?.grantId,
      (error) => {
        if (error instanceof PlatError && error.code === 'PIN_REQUIRED') return undefined;
        throw error;
      },
    );
  }

  private addressOf(link: OpenLink, { documentId, versionNumber }: DocumentVersion, { hash }: Visitor, grantId?: string): string {
    const claims = { id: randomUUID(), shareLinkId: link.id, documentId, versionNumber, visitorHash: hash, grantId };
    return this.urls.sign(UNNAMED, { kind: SHARE_USE, method: 'GET', path: `/share/file/${documentId}`, claims }).url;
  }

  private asNobody<T>(origin: RequestOrigin, work: (used: Used) => Promise<T>): Promise<T> {
    return this.subgraph.read(NOBODY, origin, work);
  }

  /** @throws PlatError UNAUTHENTICATED when rights were taken from the maker after they were read */
  private asMaker<T>({ maker }: VisitedLink, origin: RequestOrigin, work: (used: Used) => Promise<T>): Promise<T> {
    this.subgraph.revocations.assertHolds(maker);
    return this.subgraph.read(maker, origin, work);
  }
}
