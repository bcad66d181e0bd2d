import type { CurrentIdentities } from '@plat/shared/access/current-identity';
import type { ServiceClient } from '@plat/shared/access/service-client';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { ViewerCard } from '@plat/shared/access/viewer-card';
import { isToken, tokenHash } from '@plat/shared/crypto/secret-token';
import type { AsSystem } from '@plat/shared/database/system-database';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { AccessLog } from '../access-log/access-log';
import type { Document } from '../document/document.entity';

/** A share link as a visitor finds it. */
export interface VisitedLink {
  readonly id: string;
  readonly documentIds: readonly string[];
  /** Who made it, with the rights of this moment: a visitor gets what they may give away, and nothing else. */
  readonly maker: Viewer;
}

interface Found {
  readonly id: string;
  readonly createdBy: string;
  readonly holds: boolean;
  readonly isSpent: boolean;
  readonly documentIds: readonly string[];
}

interface Parts {
  readonly asSystem: AsSystem;
  readonly services: ServiceClient;
  readonly identities: CurrentIdentities;
  readonly accessLog: AccessLog;
  readonly clock: () => Date;
}

/** What is noted of who is nobody of ours. */
export const VISITOR: ViewerCard = { name: 'A visitor by a share link', email: null };

/** $2: now */
const HOLDS = 'l.revoked_at IS NULL AND l.expires_at > $2';
const findSql = (column: 'token_hash' | 'id') => `SELECT l.id, l.created_by AS "createdBy", ${HOLDS} AS holds,
    coalesce(l.downloads >= l.max_downloads, false) AS "isSpent",
    ARRAY(SELECT s.document_id FROM share_link_documents s WHERE s.share_link_id = l.id ORDER BY s.document_id) AS "documentIds"
  FROM share_links l WHERE l.${column} = $1`;

const CLAIM_SQL = `INSERT INTO share_link_downloads (id, share_link_id, document_id) SELECT $1, l.id, $4 FROM share_links l
  WHERE l.id = $3 AND ${HOLDS} ON CONFLICT (id) DO NOTHING RETURNING id`;
/** Waits for who counts at the same moment, and looks at the count that they leave. */
const COUNT_SQL = `UPDATE share_links l SET downloads = l.downloads + 1 WHERE l.id = $1 AND ${HOLDS}
  AND (l.max_downloads IS NULL OR l.downloads < l.max_downloads) RETURNING l.id`;
const CLAIMED_SQL = 'SELECT id FROM share_link_downloads WHERE id = $1 AND share_link_id = $2';
const TITLES_SQL = 'SELECT id, title FROM documents WHERE id = ANY ($1::uuid[]) AND trashed_at IS NULL ORDER BY id';

/** One text for every reason, so that it tells nothing. */
const ended = () => forbidden('This share link is not valid, or no longer.');

/** Share links from the side of those who have only the address. As the system, because nobody is signed in. */
export class ShareVisits {
  constructor(private readonly parts: Parts) {}

  /** @returns null for a token that is no link's, and one that ended, was taken back or is used up alike @throws PlatError UNAVAILABLE */
  async byToken(token: string, origin: RequestOrigin): Promise<VisitedLink | null> {
    if (!isToken(token)) return null;
    const found = await this.find('token_hash', tokenHash(token));
    if (!found) return null;
    const maker = found.holds && !found.isSpent ? await this.maker(found) : null;
    if (!maker) {
      await this.noteVisit(found.documentIds, origin, 'The share link does not hold.');
      return null;
    }
    return { id: found.id, documentIds: found.documentIds, maker };
  }

  /**
   * For who has an address of one of its files.
   * @param download the address's id: one that was counted goes on when the link is used up
   * @returns null for a link that does not hold any more @throws PlatError UNAVAILABLE
   */
  async byId(id: string, download: string): Promise<VisitedLink | null> {
    const found = await this.find('id', id);
    if (!found?.holds || (found.isSpent && !(await this.isClaimed(id, download)))) return null;
    const maker = await this.maker(found);
    return maker && { id, documentIds: found.documentIds, maker };
  }

  /** For a stream that goes on. @throws PlatError FORBIDDEN when the link ended or was taken back */
  async assertHolds(id: string): Promise<void> {
    if (!(await this.find('id', id))?.holds) throw ended();
  }

  /**
   * Counts a download before its first byte, once for its address, however many ask at the same moment.
   * @throws PlatError FORBIDDEN when it is one too many, or the link ended
   */
  async claim(id: string, download: string, documentId: string): Promise<void> {
    const now = this.parts.clock();
    await this.parts.asSystem(async (db) => {
      const claimed: unknown[] = await db.query(CLAIM_SQL, [download, now, id, documentId]);
      if (claimed.length > 0) {
        const [counted]: [unknown[]] = await db.query(COUNT_SQL, [id, now]);
        if (counted.length === 0) throw ended();
      } else if ((await db.query(CLAIMED_SQL, [download, id])).length === 0) throw ended();
    });
  }

  /** Notes that somebody came, before they see anything; of each document that the link leads to. @param fault why they see nothing */
  async noteVisit(documents: readonly (string | Pick<Document, 'id' | 'title'>)[], origin: RequestOrigin, fault?: string): Promise<void> {
    const { asSystem, accessLog } = this.parts;
    const outcome = fault === undefined ? { success: true } : { success: false, errorMessage: fault };
    await asSystem(async (db) => {
      const ids = documents.map((one) => (typeof one === 'string' ? one : one.id));
      const rows: Pick<Document, 'id' | 'title'>[] = await db.query(TITLES_SQL, [ids]);
      for (const { id: documentId, title } of rows)
        await accessLog.recordWith(db, { documentId, title, action: 'VIEW', ...outcome, viewer: NOBODY, actor: VISITOR, origin }, VISITOR);
    });
  }

  private async isClaimed(id: string, download: string): Promise<boolean> {
    const rows: unknown[] = await this.parts.asSystem((db) => db.query(CLAIMED_SQL, [download, id]));
    return rows.length > 0;
  }

  private maker({ createdBy }: Found): Promise<Viewer | null> {
    return this.parts.identities.of(createdBy, this.parts.services);
  }

  private async find(column: 'token_hash' | 'id', value: string): Promise<Found | undefined> {
    const [found]: Found[] = await this.parts.asSystem((db) => db.query(findSql(column), [value, this.parts.clock()]));
    return found;
  }
}
