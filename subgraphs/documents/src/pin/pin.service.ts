import type { Viewer } from '@plat/shared/access/viewer';
import { assertVersion } from '@plat/shared/database/assert-version';
import { badInput, conflict, forbidden, notFound, PlatError } from '@plat/shared/errors/plat-error';
import { type EventDetails, Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { EntityManager } from 'typeorm';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Access, AccessLog } from '../access-log/access-log';
import { Document } from '../document/document.entity';
import { heldIn, lockedVisible } from '../document/document.locked';
import { readersOf } from '../document/document.readers';
import { subjectsOf } from '../document/document.subjects.scope';
import { assertNotCheckedOut } from '../document-checkout/document-checkout.lock';
import type { PinAttempts } from './pin.attempt';
import type {
  ChangeDocumentPinInput,
  LiftPinLockInput,
  PinGrant,
  RemoveDocumentPinInput,
  SetDocumentPinInput,
  UnlockDocumentInput,
} from './pin.input';
import { assertPassword, type LookAtPassword } from './pin.password';
import { assertMayLiftPinLock, assertMayProtect, assertMayUnlock, mayManagePin } from './pin.policy';
import { faultOfPin } from './pin.rules';
import type { PinHash } from './pin-hash';
import { lift } from './pin-throttle';

export interface PinServiceParts {
  readonly scope: RequestScope;
  readonly grants: GrantLearning;
  readonly documents: LoaderById<Document>;
  readonly accessLog: AccessLog;
  readonly attempts: PinAttempts;
  readonly hash: PinHash;
  readonly look: LookAtPassword;
  readonly clock: () => Date;
}

/** What becomes of a document's PIN. */
interface NewPin {
  readonly event: 'document.pin_set' | 'document.pin_changed' | 'document.pin_removed';
  /** null for none. */
  readonly hash: string | null;
  /** The version that the decision was made on. */
  readonly version: number | null | undefined;
  /** Which PIN it had when that was proven, if it was proven by the PIN. */
  readonly proven?: number;
}

const STATE_SQL = 'SELECT pin_version AS "pinVersion" FROM documents WHERE id = $1';
const WRITE_SQL = `UPDATE documents SET pin_hash = $2::text, pin_protected = $2::text IS NOT NULL, pin_set_by = $3, pin_version = pin_version + 1,
    version = version + 1, updated_at = $4 WHERE id = $1`;
const REVOKE_SQL = 'UPDATE pin_grants SET revoked_at = $2 WHERE document_id = $1 AND revoked_at IS NULL';

/**
 * PINs of documents. No request may write one: it is judged as the viewer, judged again when nobody can take rights away, and
 * written as the system, in one transaction with the end of all grants by the PIN before. A rule that a new PIN breaks leaves the
 * document as it was.
 */
export class PinService {
  constructor(private readonly parts: PinServiceParts) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, PIN_INVALID, RATE_LIMITED with `until`, CONFLICT without a PIN, UNAVAILABLE */
  async unlock({ documentId, pin }: UnlockDocumentInput): Promise<PinGrant> {
    const { viewer } = this.parts.scope;
    const document = await this.find(documentId);
    assertMayUnlock(viewer);
    return this.parts.attempts.unlock({ ...this.attemptAt(document), pin });
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT for a weak PIN, CONFLICT where it has one or for a stale version, LOCKED */
  async set({ documentId, version, pin }: SetDocumentPinInput): Promise<Document> {
    const { document } = await this.protectable(documentId, version);
    assertStrong('input.pin', pin);
    if (document.pinProtected) throw conflict('The document has a PIN; change it, or remove it.');
    return this.write(document, { event: 'document.pin_set', hash: await this.parts.hash.of(document.id, pin), version });
  }

  /** @throws PlatError as {@link set}, and PIN_INVALID, RATE_LIMITED, UNAVAILABLE for what proves that one may */
  async change({ documentId, version, newPin, ...proof }: ChangeDocumentPinInput): Promise<Document> {
    const { document, held } = await this.protectable(documentId, version);
    assertStrong('input.newPin', newPin);
    const proven = await this.prove(document, held, proof);
    return this.write(document, { event: 'document.pin_changed', hash: await this.parts.hash.of(document.id, newPin), version, proven });
  }

  /** @throws PlatError as {@link change} */
  async remove({ documentId, version, ...proof }: RemoveDocumentPinInput): Promise<Document> {
    const { document, held } = await this.protectable(documentId, version);
    const proven = await this.prove(document, held, proof);
    return this.write(document, { event: 'document.pin_removed', hash: null, version, proven });
  }

  /** Their count begins anew. Where nothing was counted nothing happens. @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, RATE_LIMITED, UNAVAILABLE */
  async liftLock({ documentId, userId, shareLinkId, password }: LiftPinLockInput): Promise<Document> {
    const { scope, look } = this.parts;
    const document = await this.find(documentId);
    assertMayLiftPinLock(scope.viewer, document, await this.parts.grants.held(subjectsOf(document)));
    if ((userId ? 1 : 0) + (shareLinkId ? 1 : 0) !== 1)
      throw badInput({ 'input.userId': 'or input.shareLinkId must be given, and one alone' });
    await scope.assertCurrentIdentity();
    await assertPassword(look, scope, password);
    const who = { ...(userId && { userId: userId.toLowerCase() }), ...(shareLinkId && { shareLinkId: shareLinkId.toLowerCase() }) };
    await scope.asSystem(async (db) => {
      const { viewer, origin } = scope;
      const locked = await lockedVisible(db, viewer, document.id);
      assertMayLiftPinLock(viewer, locked, await heldIn(db, viewer, locked));
      if ((await lift(db, document.id, who)) === 0) return;
      const about = { documentId: document.id, exchangeId: document.exchangeId ?? undefined, ...who };
      await new Events({ db, viewer, origin }).recordOf('document.pin_lock_lifted', { type: 'Document', id: document.id }, about);
    });
    return document;
  }

  private async find(id: string): Promise<Document> {
    const document = isUuid(id) ? await this.parts.documents.load(id) : null;
    if (!document) throw notFound('Document', id);
    return document;
  }

  /** The document as somebody sees it who may decide about its PIN. What is refused is written down. */
  private async protectable(
    id: string,
    version: number | null | undefined,
  ): Promise<{ readonly document: Document; readonly held: readonly AccessGrant[] }> {
    const document = await this.find(id);
    const held = await this.parts.grants.held(subjectsOf(document));
    try {
      assertMayProtect(this.parts.scope.viewer, document, held);
    } catch (error) {
      if (error instanceof PlatError) await this.parts.accessLog.record(this.changeOf(document, error));
      throw error;
    }
    assertVersion('Document', document, version);
    const { db, viewer } = this.parts.scope;
    await assertNotCheckedOut(db, document.id, viewer.userId, this.parts.clock());
    return { document, held };
  }

  /** By the PIN that it has, or as who manages it by the own password. @returns which PIN was proven, if it was the PIN */
  private async prove(
    document: Document,
    held: readonly AccessGrant[],
    { currentPin, password }: Pick<ChangeDocumentPinInput, 'currentPin' | 'password'>,
  ): Promise<number | undefined> {
    const { scope, attempts, accessLog, look } = this.parts;
    if (!document.pinProtected) throw conflict('The document has no PIN.');
    if (typeof currentPin === 'string') return attempts.prove({ ...this.attemptAt(document), pin: currentPin });
    if (typeof password !== 'string') throw badInput({ 'input.currentPin': 'or input.password must be given' });
    try {
      assertManages(scope.viewer, document, held);
      await scope.assertCurrentIdentity();
      await assertPassword(look, scope, password);
    } catch (error) {
      if (error instanceof PlatError && error.code !== 'UNAVAILABLE') await accessLog.record(this.changeOf(document, error));
      throw error;
    }
    return undefined;
  }

  private async write(document: Document, { event, hash, version, proven }: NewPin): Promise<Document> {
    const { scope, accessLog, clock } = this.parts;
    const { viewer, origin } = scope;
    const access = this.changeOf(document);
    const card = await accessLog.cardOf(access);
    const now = clock();
    const write = async (db: EntityManager): Promise<Document> => {
      const row = await lockedVisible(db, viewer, document.id);
      const held = await heldIn(db, viewer, row);
      assertMayProtect(viewer, row, held);
      if (document.pinProtected && proven === undefined) assertManages(viewer, row, held);
      assertVersion('Document', row, version);
      await assertNotCheckedOut(db, document.id, viewer.userId, now);
      const [{ pinVersion }] = (await db.query(STATE_SQL, [document.id])) as [{ pinVersion: number }];
      const isAsJudged = row.pinProtected === document.pinProtected && (proven ?? pinVersion) === pinVersion;
      if (!isAsJudged) throw conflict('The PIN of the document was changed in the meantime.', { version: row.version });
      await db.query(WRITE_SQL, [document.id, hash, hash && viewer.userId, now]);
      await db.query(REVOKE_SQL, [document.id, now]);
      await accessLog.recordWith(db, access, card);
      const written = Object.assign(new Document(), row, { pinProtected: hash !== null, version: row.version + 1, updatedAt: now });
      const details = await this.told(db, written, document, pinVersion);
      await new Events({ db, viewer, origin }).record(event, written, details);
      return written;
    };
    return accessLog.refusals(
      () => access,
      () => scope.asSystem(write),
    );
  }

  private async told(db: EntityManager, written: Document, before: Document, pinVersion: number): Promise<EventDetails> {
    const [readers] = await readersOf(db, [written]);
    return {
      before: { pinProtected: before.pinProtected, pinVersion },
      after: { pinProtected: written.pinProtected, pinVersion: pinVersion + 1 },
      exchangeId: written.exchangeId ?? undefined,
      readers,
    };
  }

  private attemptAt(document: Document) {
    const { viewer, origin } = this.parts.scope;
    return { document, viewer, origin, opener: { userId: viewer.userId, sessionId: viewer.identity.sessionId } };
  }

  private changeOf({ id: documentId, title }: Document, fault?: PlatError): Access {
    const { viewer, origin } = this.parts.scope;
    const outcome = fault ? { success: false, errorMessage: fault.message } : { success: true };
    return { documentId, title, action: 'PIN_CHANGE', viewer, origin, ...outcome };
  }
}

function assertManages(viewer: Viewer, document: Document, held: readonly AccessGrant[]): void {
  if (!mayManagePin(viewer, document, held))
    throw forbidden('Only its owner and who manages what it belongs to change a PIN that they do not tell.');
}

function assertStrong(argument: string, pin: string): void {
  const fault = faultOfPin(pin);
  if (fault) throw new PlatError('BAD_USER_INPUT', `${argument} ${fault}`, { reason: 'WEAK_PIN', fields: { [argument]: fault } });
}
