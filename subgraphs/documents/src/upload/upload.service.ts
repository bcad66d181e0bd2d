import { Readable } from 'node:stream';
import { narrowed } from '@plat/shared/access/scope';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type EntityManager, Equal, Not } from 'typeorm';
import type { Blobs, ReceivedBytes, StoredBlob } from '../blob/blobs';
import { displayName } from '../blob/file-name';
import { RefusedFile } from '../blob/refused-file';
import type { Document } from '../document/document.entity';
import { notSigned } from '../download/signed-url';
import type { Media } from '../media/media.entity';
import type { Storages } from '../storage/storages';
import { tooMuch } from './personal-space';
import { Upload, UploadState } from './upload.entity';
import type { StartUploadInput } from './upload.input';
import { defaultPartSize, MOST_OPEN, partSizes, type UploadLimits } from './upload.limits';
import { visibleUploads } from './upload.policy';
import { faultsOfUpload } from './upload.rules';
import { type ArrivedPart, UploadStore } from './upload.store';
import type { SentFile, UploadTarget } from './upload.target';

/** What an upload works with. */
export interface UploadParts {
  readonly scope: RequestScope;
  readonly blobs: Blobs;
  readonly asDocument: UploadTarget<Document>;
  readonly asMedia: UploadTarget<Media>;
  readonly storages: Storages;
  readonly clock: () => Date;
  readonly limits: UploadLimits;
  /** Extensions that are taken. */
  readonly taken: readonly string[];
}

/** How long an upload may take, in milliseconds. */
const LASTS_MS = 24 * 3_600_000;
/** Whoever wants more space waits here for whoever else does. */
const USAGE_SQL = 'SELECT (used + reserved)::float8 AS taken FROM storage_usages WHERE user_id = $1 FOR UPDATE';
const BEGIN_USAGE_SQL = 'INSERT INTO storage_usages (user_id) VALUES ($1) ON CONFLICT DO NOTHING';
const FINISH_SQL = 'SELECT finish_upload($1, $2) AS done';

/** What a signed address lets somebody send. */
export interface PartAddress {
  readonly uploadId: string;
  readonly number: number;
  readonly nonce: string;
}

/** Takes the bytes of a part; it needs no transaction, because that takes as long as the sender likes. */
export type TakePart = (bytes: Readable) => Promise<{ readonly number: number; readonly size: number; readonly sha256: string }>;

/** Files on their way in: started, sent in parts, put together, and made what they were sent for: a document, a version, media. */
export class UploadService {
  private readonly store: UploadStore;

  constructor(private readonly parts: UploadParts) {
    const { scope, storages, clock } = parts;
    this.store = new UploadStore({ asSystem: scope.asSystem, viewer: scope.viewer, origin: scope.origin, storages, clock });
  }

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, LOCKED as for adding or editing, LIMIT for more space than one may take */
  async start(input: StartUploadInput): Promise<Upload> {
    const { scope, limits, taken, clock } = this.parts;
    const faults = faultsOfUpload(input, limits, taken);
    if (Object.keys(faults).length) throw badInput(faults);
    const { fileSize, documentId = null, comment = null, document, media } = input;
    const fileName = displayName(input.fileName);
    const upload = {
      userId: scope.viewer.userId,
      documentId: documentId?.toLowerCase() ?? null,
      details: document ?? null,
      media: media ?? null,
      fileName,
      fileSize,
      partSize: input.partSize ?? String(defaultPartSize(Number(fileSize))),
      comment,
      expiresAt: new Date(clock().getTime() + LASTS_MS),
    };
    const target = this.targetOf(upload);
    const noteRefusal = await target.watch(upload);
    await target.assertMaySend(upload).catch(async (error: unknown) => {
      if (error instanceof PlatError) await noteRefusal(error);
      throw error;
    });
    return scope.asSystem(async (db) => {
      await this.assertSpace(db, Number(fileSize));
      const started = await db.save(db.create(Upload, upload));
      await new Events({ ...scope, db }).record('upload.started', started);
      return started;
    });
  }

  /**
   * Whether a part may be sent to a signed address now. The address is used up by asking.
   * @throws PlatError FORBIDDEN for an address that was used, CONFLICT for an upload that takes no more parts, and as {@link start}
   */
  async admit({ uploadId, number, nonce }: PartAddress): Promise<TakePart> {
    const { blobs, storages } = this.parts;
    const upload = await this.find(uploadId);
    const size = partSizes(upload)[number - 1];
    if (size === undefined) throw notSigned();
    await this.targetOf(upload).assertMaySend(upload);
    if (!(await this.store.spend(upload.id, nonce))) throw notSigned();
    const state: `${Upload['state']}` = upload.state;
    if (state !== 'OPEN' || upload.expiresAt <= this.parts.clock()) throw closed();
    return async (bytes) => {
      const received = await blobs.receive(bytes, { maxSize: size, fileName: number === 1 ? upload.fileName : undefined });
      if (received.size !== size) {
        await storages.of(received.kind).remove(received.key);
        throw badInput({ body: `must have ${size} bytes` });
      }
      if (!(await this.store.keepPart(upload.id, number, received))) throw closed();
      return { number, size, sha256: received.sha256 };
    };
  }

  /**
   * Puts the parts together, looks into the whole, and makes the document or its next version.
   * @param sha256 of the whole, in hexadecimal, where the sender wants it compared
   * @throws PlatError CONFLICT while parts are missing, or when it is finished or being finished; BAD_USER_INPUT for a file that
   *   is refused, of which nothing is left, or has another hash; and what {@link start} throws, because rights are asked again
   */
  async finish(id: string, sha256?: string | null): Promise<Document> {
    const upload = await this.find(id);
    if (upload.media) throw conflict('This upload shows a property: finish it by finishMediaUpload.');
    return this.finishAs(this.parts.asDocument, upload, sha256);
  }

  /** The same for media. @throws PlatError as {@link finish} */
  async finishMedia(id: string, sha256?: string | null): Promise<Media> {
    const upload = await this.find(id);
    if (!upload.media) throw conflict('This upload is of a document: finish it by finishUpload.');
    return this.finishAs(this.parts.asMedia, upload, sha256);
  }

  /** @throws PlatError NOT_FOUND, or CONFLICT when it is finished or being finished */
  async abort(id: string): Promise<boolean> {
    const { id: known } = await this.find(id);
    if (!(await this.store.abort(known))) throw closed();
    return true;
  }

  private async finishAs<Made extends { readonly id: string }>(
    target: UploadTarget<Made>,
    upload: Upload,
    sha256?: string | null,
  ): Promise<Made> {
    const noteRefusal = await target.watch(upload);
    const arrived = await this.store.claim(upload.id);
    if (!arrived) throw closed();
    try {
      await target.assertMaySend(upload);
      const made = await target.make(upload, await this.whole(upload, arrived, sha256?.toLowerCase()));
      // Last: from here on the upload's row is locked, and what follows a failure would wait for it.
      const [{ done }] = await this.parts.scope.db.query(FINISH_SQL, [upload.id, made.id]);
      if (!done) throw closed();
      return made;
    } catch (error) {
      if (error instanceof RefusedFile) await this.store.abort(upload.id, error.message);
      else await this.store.reopen(upload.id);
      if (error instanceof PlatError) await noteRefusal(error);
      throw error;
    }
  }

  private async find(id: string): Promise<Upload> {
    const { db, viewer } = this.parts.scope;
    const upload = isUuid(id) && (await db.findOne(Upload, { where: narrowed(visibleUploads(viewer), 'id', Equal(id.toLowerCase())) }));
    if (!upload) throw notFound('Upload', id);
    return upload;
  }

  private targetOf({ media }: Pick<SentFile, 'media'>): UploadTarget<Document | Media> {
    return media ? this.parts.asMedia : this.parts.asDocument;
  }

  private async assertSpace(db: EntityManager, size: number): Promise<void> {
    const { scope, limits } = this.parts;
    await db.query(BEGIN_USAGE_SQL, [scope.viewer.userId]);
    const [{ taken }] = await db.query(USAGE_SQL, [scope.viewer.userId]);
    if (taken + size > limits.person) throw tooMuch(taken, limits.person);
    if ((await db.countBy(Upload, { userId: scope.viewer.userId, state: Not(UploadState.FINISHED) })) >= MOST_OPEN)
      throw new PlatError('LIMIT', `At most ${MOST_OPEN} files are sent at the same time; finish or abort some.`);
  }

  /** The bytes of the whole, kept. A single part is the whole as it lies; several are read once more, one after another. */
  private async whole(upload: Upload, arrived: readonly ArrivedPart[], sha256?: string): Promise<StoredBlob> {
    const { blobs, storages } = this.parts;
    if (upload.blobSha256) return this.keptBefore(upload.blobSha256, sha256);
    const missing = partSizes(upload).flatMap((size, index) =>
      arrived.some((part) => part.number === index + 1 && part.size === size) ? [] : [index + 1],
    );
    if (missing.length) throw conflict('Parts of the file have not arrived.', { missing: missing.slice(0, 100) });
    const [only] = arrived as [ArrivedPart];
    const received: ReceivedBytes =
      arrived.length === 1
        ? only
        : await blobs.receive(Readable.from(inTurn(storages, arrived), { objectMode: false }), { maxSize: Number(upload.fileSize) });
    if (sha256 !== undefined && sha256 !== received.sha256) {
      if (arrived.length > 1) await storages.of(received.kind).remove(received.key);
      throw badInput({ sha256: 'is not the hash of what arrived' });
    }
    let places: readonly Pick<ReceivedBytes, 'kind' | 'key'>[] = [];
    const blob = await blobs.keep(received, upload.fileName, async (db) => {
      places = await this.store.handOver(db, upload.id, received.sha256);
    });
    for (const { kind, key } of places) if (key !== received.key) await storages.of(kind).remove(key);
    return blob;
  }

  /** It was put together before, and then something else failed. */
  private async keptBefore(kept: string, sha256?: string): Promise<StoredBlob> {
    const { blobs } = this.parts;
    if (sha256 !== undefined && sha256 !== kept) throw badInput({ sha256: 'is not the hash of what arrived' });
    const blob = await blobs.find(kept);
    if (!blob) throw conflict('The content was not kept any longer; abort this upload and send it again.');
    await blobs.hold(kept);
    return blob;
  }
}

const closed = () => conflict('This upload takes no more: it is finished, being finished, or its day is over.');

async function* inTurn(storages: Storages, parts: readonly ArrivedPart[]): AsyncIterable<Buffer> {
  for (const { kind, key } of parts) yield* (await storages.of(kind).read(key)) as AsyncIterable<Buffer>;
}
