import type { Readable } from 'node:stream';
import { NOBODY } from '@plat/shared/access/viewer';
import type { ViewerCard } from '@plat/shared/access/viewer-card';
import { conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import { type Batched, batched } from '@plat/shared/graphql/batched';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Access, AccessLog } from '../access-log/access-log';
import type { Blobs, StoredBlob } from '../blob/blobs';
import type { Document } from '../document/document.entity';
import { assertMayReadContent } from '../document/document.policy';
import { subjectsOf } from '../document/document.subjects.scope';
import type { DocumentVersion } from '../document-version/document-version.entity';
import { versionsByNumber } from '../document-version/document-version.loader';
import type { Media } from '../media/media.entity';
import { type PinGate, pinRequired } from '../pin/pin.gate';
import type { ByteRange } from '../storage/storage.provider';
import type { Reentry } from './reentry';

/** What somebody wants the content for, and what the log of accesses says of it. */
const ACTIONS = {
  DOWNLOAD: 'DOWNLOAD',
  BUNDLE: 'DOWNLOAD',
  SHARE: 'DOWNLOAD',
  PREVIEW: 'PREVIEW',
  THUMBNAIL: 'PREVIEW',
  TEMPLATE: 'VIEW',
} as const satisfies Readonly<Record<string, Access['action']>>;

export type ContentKind = keyof typeof ACTIONS;

/** Whose content is wanted, what for, and what opens it. */
export interface ContentRequest {
  readonly documentId: string;
  /** The current version unless given. */
  readonly versionNumber?: number;
  /** The version itself, where this request has read it already. */
  readonly version?: DocumentVersion;
  readonly kind: ContentKind;
  /** As whoever knows the PIN got it. */
  readonly grantToken?: string | null;
  /** As an address of ours has it, made for whoever had the token; it goes before one. */
  readonly grantId?: string;
  /** Why an administrator reads what is a lead's. */
  readonly reason?: string | null;
  /** A visitor by a share link; the viewer is then who made the link. */
  readonly visitor?: { readonly shareLinkId: string; readonly visitorHash: string; readonly card: ViewerCard };
  /** Whether an address of ours brought the viewer here, made when they saw the document: that they no longer do is a refusal to note. */
  readonly isAddressed?: boolean;
  /**
   * What has to hold besides, now and for as long as bytes leave, such as a share link. It is asked when the request is long
   * over, so it looks as the system; the viewer's grants on the document are told. @throws PlatError when it does not hold
   */
  readonly alsoHolds?: (document: Document, held: readonly AccessGrant[]) => Promise<void>;
  /** The file that was made of the version, and leaves in its place, by its hash; null when there is none: a picture. */
  readonly madeOf?: (version: DocumentVersion) => Promise<string | null>;
  /** Writes down, before the first byte, that somebody gets this; a row of the log unless given. Refusals always have one. */
  readonly note?: (access: Access, range: ByteRange | undefined) => Promise<void>;
}

/** What the viewer may have. */
export interface Allowed {
  readonly document: Document;
  readonly version: DocumentVersion;
  /** The grant that let in, of a document that has a PIN. */
  readonly grantId?: string;
}

/** Bytes that may leave. */
export interface OpenBytes {
  readonly blob: StoredBlob;
  /** Whether they ask for a PIN: then nobody keeps them, and none leaves while it is unknown whether they may. */
  readonly asksForPin: boolean;
  /**
   * The bytes, after it was noted that they are had.
   * @throws PlatError UNAVAILABLE when that cannot be noted, or the storage does not have them: then none leaves
   */
  open(range?: ByteRange): Promise<Readable>;
  /** Asks all anew, for a stream that goes on, again and again. @throws PlatError what ends it */
  recheck(): Promise<void>;
}

/** Content of a document whose bytes may leave. */
export interface OpenContent extends Allowed, OpenBytes {}

/** A file that shows a property, and whose bytes may leave. */
export interface OpenMedia extends OpenBytes {
  readonly media: Media;
}

interface DoorParts {
  readonly documents: LoaderById<Document>;
  readonly currentVersions: LoaderById<DocumentVersion>;
  readonly media: LoaderById<Media>;
  readonly grants: GrantLearning;
  readonly gate: PinGate;
  readonly log: AccessLog;
  readonly blobs: Pick<Blobs, 'find' | 'open'>;
  readonly reentry: Reentry;
}

/**
 * The only way to the bytes of a document, whatever they are wanted for. In this order: whether the viewer knows of the
 * document, may have its content, and has what its PIN asks for; the row in the log; the bytes.
 */
export class ContentDoor {
  private readonly held: Batched<Document, AccessGrant[]>;

  constructor(
    private readonly scope: RequestScope,
    private readonly parts: DoorParts,
  ) {
    this.held = batched(
      async (documents) => {
        const held = await parts.grants.held(documents.flatMap(subjectsOf));
        return documents.map((document) => {
          const subjects = subjectsOf(document);
          return held.filter(({ subjectType, subjectId }) => subjects.some(({ type, id }) => type === subjectType && id === subjectId));
        });
      },
      ({ id }) => id,
    );
  }

  /**
   * Whether the viewer may have content, without opening it: for addresses of it.
   * @throws PlatError NOT_FOUND, FORBIDDEN, PIN_REQUIRED, BAD_USER_INPUT for a reason, CONFLICT for a document whose file lies
   *   elsewhere, or UNAVAILABLE; what is refused is in the log
   */
  async judge(request: ContentRequest): Promise<Allowed> {
    const document = await this.parts.documents.load(request.documentId);
    const version = document && (request.version ?? (await this.versionOf(document, request.versionNumber)));
    try {
      if (!document) throw notFound('Document', request.documentId);
      if (!version) throw notHere(request.versionNumber);
      const { viewer } = this.scope;
      const held = await this.held.load(document);
      assertMayReadContent(viewer, document, held, request.reason);
      const grantId = document.pinProtected ? await this.grantFor(document, request) : undefined;
      await request.alsoHolds?.(document, held);
      return { document, version, grantId };
    } catch (error) {
      if (error instanceof PlatError && error.code !== 'CONFLICT') await this.noteRefusal(request, document, version, error);
      throw error;
    }
  }

  /** @throws PlatError as {@link judge} */
  async open(request: ContentRequest): Promise<OpenContent> {
    const allowed = await this.judge(request);
    const { document, version, grantId } = allowed;
    const { blobs, reentry, log } = this.parts;
    const { viewer, origin } = this.scope;
    const sha256 = request.madeOf ? await request.madeOf(version) : version.blobSha256;
    if (sha256 === null) throw notMade();
    const blob = await blobs.find(sha256);
    if (!blob) throw lost();
    const { id: documentId, title } = document;
    const access: Access = { ...this.accessOf(request), documentId, title, success: true, versionNumber: version.versionNumber };
    const note = request.note ?? (() => log.record(access));
    let noted = false;
    const { versionNumber } = version;
    const again: ContentRequest = { ...request, version: undefined, versionNumber, grantId, grantToken: undefined, isAddressed: true };
    return {
      ...allowed,
      blob,
      asksForPin: document.pinProtected,
      open: async (range) => {
        const bytes = await blobs.open(blob.sha256, range).catch(() => {
          throw lost();
        });
        try {
          if (!noted) await note(access, range);
          noted = true;
          return bytes;
        } catch (error) {
          bytes.destroy();
          throw error;
        }
      },
      recheck: () => reentry.ask(viewer, origin, (door) => door.judge(again)).then(() => undefined),
    };
  }

  /** Whether the viewer may have the file of media: whoever sees it may. @throws PlatError NOT_FOUND, or CONFLICT for what lies elsewhere */
  async judgeMedia(id: string): Promise<Media & { readonly blobSha256: string }> {
    const media = await this.parts.media.load(id);
    if (!media) throw notFound('Media', id);
    const { blobSha256 } = media;
    if (blobSha256 === null) throw conflict('Its file is not kept here.', { state: 'NO_FILE' });
    return { ...media, blobSha256 };
  }

  /**
   * @param madeOf the file that was made of it and leaves in its place, by its hash; null when there is none: a picture
   * @throws PlatError as {@link judgeMedia}
   */
  async openMedia(id: string, madeOf?: () => Promise<string | null>): Promise<OpenMedia> {
    const { blobs, reentry } = this.parts;
    const { viewer, origin } = this.scope;
    const media = await this.judgeMedia(id);
    const sha256 = madeOf ? await madeOf() : media.blobSha256;
    if (sha256 === null) throw notMade();
    const blob = await blobs.find(sha256);
    if (!blob) throw lost();
    return {
      media,
      blob,
      asksForPin: false,
      open: (range) =>
        blobs.open(blob.sha256, range).catch(() => {
          throw lost();
        }),
      recheck: () => reentry.ask(viewer, origin, (door) => door.judgeMedia(id)).then(() => undefined),
    };
  }

  private async versionOf(document: Document, number: number | undefined): Promise<DocumentVersion | null> {
    if (number === undefined) return this.parts.currentVersions.load(document.id);
    return (await versionsByNumber(this.scope, document.id, [number]))[0] ?? null;
  }

  private async grantFor(document: Document, { grantId, grantToken, visitor }: ContentRequest): Promise<string | undefined> {
    const { gate } = this.parts;
    const { userId, sessionId } = this.scope.viewer.identity;
    if (grantId === undefined) return (await gate.assertOpen({ document, grantToken, ...(visitor ?? { userId, sessionId }) }))?.grantId;
    await this.scope.assertCurrentIdentity();
    if (!(await gate.holds(grantId, document.id))) throw pinRequired();
    return grantId;
  }

  /** A visitor is nobody of ours, and not who gave them the link. */
  private accessOf({ kind, visitor }: ContentRequest): Pick<Access, 'action' | 'viewer' | 'actor' | 'origin'> {
    const { viewer, origin } = this.scope;
    return { action: ACTIONS[kind], ...(visitor ? { viewer: NOBODY, actor: visitor.card } : { viewer }), origin };
  }

  /** What never was there for the viewer leaves no trace of theirs: they read it, and would learn of it. */
  private async noteRefusal(request: ContentRequest, document: Document | null, version: DocumentVersion | null, { code }: PlatError) {
    const documentId = request.documentId;
    const title = document?.title ?? (request.isAddressed ? await this.titleOf(documentId) : undefined);
    if (title === undefined) return;
    const versionNumber = version?.versionNumber ?? request.versionNumber;
    const access = { ...this.accessOf(request), documentId, title, success: false, errorMessage: code, versionNumber };
    // That it cannot be written down either lets nobody in.
    await this.parts.log.record(access).catch(() => undefined);
  }

  private async titleOf(id: string): Promise<string | undefined> {
    if (!isUuid(id)) return undefined;
    const [row]: { title: string }[] = await this.scope.asSystem((db) => db.query('SELECT title FROM documents WHERE id = $1', [id]));
    return row?.title;
  }
}

const notHere = (number: number | undefined) =>
  number === undefined
    ? conflict('The file of this document is not kept here: its original lies elsewhere.', { state: 'NO_FILE' })
    : conflict('The document has no such version.', { state: 'NO_VERSION' });

const notMade = () => conflict('Nothing of the kind was made of this file.', { state: 'NOT_MADE' });
const lost = () => new PlatError('UNAVAILABLE', 'The file cannot be read right now; try again.');
