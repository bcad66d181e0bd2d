import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { ViewerCard } from '@plat/shared/access/viewer-card';
import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import type { AsSystem } from '@plat/shared/database/system-database';
import { conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import type { Access, AccessLog } from '../access-log/access-log';
import type { Document } from '../document/document.entity';
import type { Opener } from './pin.gate';
import type { PinGrant } from './pin.input';
import type { PinHash } from './pin-hash';
import { type Charge, charge, type PinState, pinState, settle } from './pin-throttle';

/** So long a grant counts. */
export const GRANT_MS = 600_000;

/** Somebody with a PIN for a document that they may know of. */
export interface PinAttempt {
  readonly document: Pick<Document, 'id' | 'title'>;
  readonly opener: Opener;
  readonly pin: string;
  /** Who is signed in. */
  readonly viewer?: Viewer;
  /** What is known of a visitor. */
  readonly actor?: ViewerCard;
  readonly origin: RequestOrigin;
}

export interface PinAttemptsParts {
  readonly asSystem: AsSystem;
  readonly clock: () => Date;
  readonly accessLog: AccessLog;
  readonly hash: PinHash;
  /** Refuses while nobody knows what was revoked. */
  readonly assertCurrent: () => void | Promise<void>;
}

type Charged = { readonly state: PinState } & ({ readonly until: Date } | { readonly charge: Charge });

const GRANT_SQL = `INSERT INTO pin_grants (token_hash, document_id, user_id, session_id, share_link_id, visitor_hash, pin_version, created_at, expires_at)
  SELECT $1, d.id, $3::uuid, $4::uuid, $5::uuid, $6, $7::integer, $8::timestamptz, $9::timestamptz FROM documents d WHERE d.id = $2 AND d.pin_protected AND d.pin_version = $7
  FOR SHARE RETURNING id`;

/** A stronger hash of the same PIN in the place of a weaker one. */
const REHASH_SQL = 'UPDATE documents SET pin_hash = $2 WHERE id = $1 AND pin_hash = $3';

/**
 * Tries of PINs. Each is charged and committed before anything is computed, so that neither many at once nor a request that fails
 * go uncounted, and is written down whatever comes of it. Where nothing more is looked at, the right PIN is refused like a wrong one.
 */
export class PinAttempts {
  constructor(private readonly parts: PinAttemptsParts) {}

  /**
   * @returns a grant for this document, this person and this session, for ten minutes
   * @throws PlatError PIN_INVALID, RATE_LIMITED with `until`, CONFLICT for a document without a PIN, NOT_FOUND, UNAVAILABLE
   */
  unlock(attempt: PinAttempt): Promise<PinGrant> {
    return this.carryOut(attempt, (db, { pinVersion }) => this.grant(db, attempt, pinVersion));
  }

  /** The same without a grant: for who changes the PIN and knows the old one. @returns which PIN it was @throws PlatError as {@link unlock} */
  prove(attempt: PinAttempt): Promise<number> {
    return this.carryOut(attempt, async (_, { pinVersion }) => pinVersion);
  }

  private async carryOut<T>(attempt: PinAttempt, onRight: (db: EntityManager, state: PinState) => Promise<T>): Promise<T> {
    const { asSystem, accessLog, assertCurrent, hash } = this.parts;
    const { document, viewer = NOBODY, actor, pin } = attempt;
    await assertCurrent();
    hash.assertRoom();
    const card = await accessLog.cardOf({ viewer, actor });
    const charged = await asSystem((db) => this.charge(db, attempt, card));
    if ('until' in charged) throw tooMany(charged.until);
    const { state } = charged;
    const fits = await hash.fits(document.id, state.isProtected ? state.hash : undefined, pin);
    if (!fits) {
      const fault = state.isProtected ? new PlatError('PIN_INVALID', 'The PIN is wrong.') : unprotected();
      await asSystem((db) => accessLog.recordWith(db, accessOf(attempt, fault), card));
      throw fault;
    }
    const stronger = state.hash && hash.isWeak(state.hash) ? await hash.of(document.id, pin) : undefined;
    return asSystem(async (db) => {
      const result = await onRight(db, state);
      await settle(db, charged.charge);
      if (stronger) await db.query(REHASH_SQL, [document.id, stronger, state.hash]);
      await accessLog.recordWith(db, accessOf(attempt), card);
      return result;
    });
  }

  private async charge(db: EntityManager, attempt: PinAttempt, card: ViewerCard): Promise<Charged> {
    const { document, opener, origin } = attempt;
    const state = await pinState(db, document.id, origin.address);
    if (!state) throw notFound('Document', document.id);
    const charged = await charge(db, state, opener, this.parts.clock());
    if ('until' in charged) await this.parts.accessLog.recordWith(db, accessOf(attempt, tooMany(charged.until)), card);
    return { state, ...charged };
  }

  private async grant(db: EntityManager, { document: { id }, opener }: PinAttempt, pinVersion: number): Promise<PinGrant> {
    const { userId = null, sessionId = null, shareLinkId = null, visitorHash = null } = opener;
    const token = newToken();
    const now = this.parts.clock();
    const expiresAt = new Date(now.getTime() + GRANT_MS);
    const holder = userId ? [userId, sessionId, null, null] : [null, null, shareLinkId, visitorHash];
    const rows: unknown[] = await db.query(GRANT_SQL, [tokenHash(token), id, ...holder, pinVersion, now, expiresAt]);
    if (rows.length === 0) throw conflict('The PIN of the document has just been changed.');
    return { token, expiresAt };
  }
}

const accessOf = ({ document, viewer, actor, origin }: PinAttempt, fault?: PlatError): Access => ({
  documentId: document.id,
  title: document.title,
  action: 'PIN_ATTEMPT',
  success: fault === undefined,
  ...(fault && { errorMessage: fault.code === 'RATE_LIMITED' ? 'Too many wrong PINs: not looked at.' : fault.message }),
  viewer,
  actor,
  origin,
});

const unprotected = () => conflict('The document has no PIN.');

const tooMany = (until: Date) =>
  new PlatError('RATE_LIMITED', `Too many wrong PINs: none is looked at before ${until.toISOString()}.`, { until: until.toISOString() });
