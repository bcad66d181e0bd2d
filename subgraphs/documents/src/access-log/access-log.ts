import { isIP } from 'node:net';
import type { ServiceClient } from '@plat/shared/access/service-client';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { ViewerCard, ViewerCards } from '@plat/shared/access/viewer-card';
import type { AsSystem } from '@plat/shared/database/system-database';
import { PlatError } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import { DocumentAccessLog } from './access-log.entity';
import type { DocumentAccessAction } from './access-log.enum';

/** One access, or one that was refused. */
export interface Access {
  readonly documentId: string;
  /** The title that the document has. */
  readonly title: string;
  readonly action: `${DocumentAccessAction}`;
  readonly success: boolean;
  /** Why not, in words that quote no value. */
  readonly errorMessage?: string;
  readonly versionNumber?: number;
  /** Who asks. */
  readonly viewer?: Viewer;
  /** Who asks, where nobody is signed in: a visitor by a share link, and what is known of them. */
  readonly actor?: ViewerCard;
  readonly origin: RequestOrigin;
}

/** What says that somebody may not; a version that is stale or a service that does not answer says nothing of them. */
const REFUSALS: readonly PlatError['code'][] = ['NOT_FOUND', 'FORBIDDEN', 'LOCKED'];

const COUNT_SQL =
  'UPDATE documents SET download_count = download_count + 1, last_accessed_at = greatest(last_accessed_at, $2) WHERE id = $1';

/**
 * The one way into the log of accesses. Each row has its event, which carries the whole row into crm's audit log: by that the
 * rows are part of its chain. Titles and names are those of the moment.
 */
export class AccessLog {
  constructor(
    private readonly parts: {
      readonly asSystem: AsSystem;
      readonly services: ServiceClient;
      readonly cards: ViewerCards;
      readonly clock: () => Date;
    },
  ) {}

  /**
   * Writes an access down, committed when this returns, whatever becomes of the request: before the first byte leaves, and
   * for what was refused.
   * @throws PlatError UNAVAILABLE when it could not be written: then nothing may leave
   */
  async record(access: Access): Promise<void> {
    const card = await this.cardOf(access);
    await this.parts.asSystem((db) => this.recordWith(db, access, card));
  }

  /**
   * Does something, and writes it down if it is refused: apart, because what was done until then is taken back.
   * @param what somebody wanted of which document; undefined as long as they may not know of any
   * @throws PlatError what the work throws
   */
  async refusals<T>(what: () => Omit<Access, 'success' | 'errorMessage'> | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const access = error instanceof PlatError && REFUSALS.includes(error.code) ? what() : undefined;
      if (access) await this.record({ ...access, success: false, errorMessage: (error as PlatError).message });
      throw error;
    }
  }

  /** Asks what to write of somebody; outside of a transaction, because crm may take its time. */
  cardOf({ viewer = NOBODY, actor }: Pick<Access, 'viewer' | 'actor'>): Promise<ViewerCard> {
    return actor ? Promise.resolve(actor) : this.parts.cards.of(viewer, this.parts.services);
  }

  /** Writes it down together with what was done. @param db a transaction of the system's @param card from {@link cardOf} */
  async recordWith(db: EntityManager, access: Access, card: ViewerCard): Promise<void> {
    const { documentId, title, action, success, errorMessage, versionNumber, viewer = NOBODY, origin } = access;
    const { identity } = viewer;
    const row = await db.save(
      db.create(DocumentAccessLog, {
        documentId,
        documentTitle: title,
        action: action as DocumentAccessAction,
        success,
        errorMessage: errorMessage ?? null,
        versionNumber: versionNumber ?? null,
        userId: identity.userId ?? null,
        sessionId: identity.sessionId ?? null,
        actorName: card.name,
        actorEmail: card.email,
        ipAddress: addressOf(origin),
        userAgent: origin.userAgent ?? null,
        // To the millisecond: the event has no more, and shall have all of it.
        createdAt: this.parts.clock(),
      }),
    );
    if (success && action === 'DOWNLOAD') await db.query(COUNT_SQL, [documentId, row.createdAt]);
    const told = errorMessage === undefined ? { success } : { success, error: errorMessage };
    await new Events({ db, viewer, origin }).record('document.accessed', row, { ...told, documentId });
  }
}

/** What is no address, or one of a link by its interface, has no place in its column. */
const addressOf = ({ address }: RequestOrigin): string | null => (address && isIP(address) && !address.includes('%') ? address : null);
