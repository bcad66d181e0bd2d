import { tokenHash } from '@plat/shared/crypto/secret-token';
import type { AsSystem } from '@plat/shared/database/system-database';
import { PlatError } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Document } from '../document/document.entity';

/** Who wants the content of a document: a user in a session, or a visitor by a share link. */
export interface Opener {
  readonly userId?: string;
  readonly sessionId?: string;
  readonly shareLinkId?: string;
  /** The visitor's cookie, hashed as the share link's own. */
  readonly visitorHash?: string;
}

/** A grant counts while its document has that PIN, until it ends or is taken back. $2: now */
const COUNTS = `d.pin_protected AND g.pin_version = d.pin_version AND g.revoked_at IS NULL AND g.expires_at > $2 AND d.trashed_at IS NULL`;

const FIND_SQL = `SELECT g.id FROM pin_grants g JOIN documents d ON d.id = g.document_id
  WHERE g.token_hash = $1 AND ${COUNTS} AND d.id = $3
    AND (g.user_id = $4::uuid AND g.session_id = $5::uuid OR g.share_link_id = $6::uuid AND g.visitor_hash = $7::text)`;

const HOLDS_SQL = `SELECT FROM pin_grants g JOIN documents d ON d.id = g.document_id WHERE g.id = $1 AND ${COUNTS}
  AND ($3::uuid IS NULL OR d.id = $3)`;

/** The one door to the content of documents that have a PIN: whoever opens one has a grant for it, or stays outside. */
export class PinGate {
  /** @param parts.assertCurrent refuses while nobody knows what was revoked: a grant may be on rights that are gone */
  constructor(
    private readonly parts: {
      readonly asSystem: AsSystem;
      readonly clock: () => Date;
      readonly assertCurrent: () => void | Promise<void>;
    },
  ) {}

  /**
   * Asked before any byte of a document, whatever the way: download, version, preview, thumbnail, bundle, template, share link.
   * @param document as it was read in this request
   * @returns the grant that lets in, to be asked of again by {@link holds}; null for a document without a PIN
   * @throws PlatError PIN_REQUIRED without a grant of this document, this person and this session that counts; UNAVAILABLE
   */
  async assertOpen({
    document: { id, pinProtected },
    grantToken,
    ...opener
  }: Opener & { readonly document: Pick<Document, 'id' | 'pinProtected'>; readonly grantToken?: string | null }): Promise<{
    readonly grantId: string;
  } | null> {
    if (!pinProtected) return null;
    await this.parts.assertCurrent();
    if (!grantToken) throw pinRequired();
    const { userId = null, sessionId = null, shareLinkId = null, visitorHash = null } = opener;
    const values = [tokenHash(grantToken), this.parts.clock(), id, userId, sessionId, shareLinkId, visitorHash];
    const [grant]: { id: string }[] = await this.parts.asSystem((db) => db.query(FIND_SQL, values));
    if (!grant) throw pinRequired();
    return { grantId: grant.id };
  }

  /** Whether a grant still counts, for this document: not since its ten minutes are over, the PIN is another one, or it was taken back. */
  async holds(grantId: string, documentId: string | null = null): Promise<boolean> {
    if (!isUuid(grantId)) return false;
    const rows: unknown[] = await this.parts.asSystem((db) => db.query(HOLDS_SQL, [grantId, this.parts.clock(), documentId]));
    return rows.length > 0;
  }
}

/** For whoever has no grant that counts. */
export const pinRequired = () =>
  new PlatError('PIN_REQUIRED', 'The content of this document asks for its PIN: get a grant by unlockDocument, and send it as `grant`.');
