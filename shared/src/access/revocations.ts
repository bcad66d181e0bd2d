import { unauthenticated, unavailable } from '../errors/plat-error';
import type { InternalPaths } from '../graphql/internal-path';
import type { Viewer } from './viewer';

/** From this number on, what was issued before for a user, a session or a partner access token says nothing any more. */
export interface Revocation {
  readonly seq: number;
  /** The id of the user, session or token. */
  readonly subjectId: string;
}

/** No token that was issued earlier is still alive: access tokens have five minutes, identity tokens one more. */
export const REMEMBERED_MS = 10 * 60_000;
/** After this long without a sign of life nobody knows what was revoked meanwhile. */
const SILENCE_MS = 2_000;

/** What one process knows of revocations. It is told; it asks nobody. */
export class Revocations {
  /** Oldest first, because what comes again moves to the end. */
  private readonly latest = new Map<string, { readonly seq: number; readonly heard: number }>();
  private heard: number | undefined;
  private last: number | undefined;
  private readonly listeners = new Set<(subjectId: string) => void>();

  /** @param now milliseconds of a clock that nobody sets */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The number up to which all is known; undefined before anything was heard. */
  get lastSeq(): number | undefined {
    return this.last;
  }

  /** Whether a revocation of two seconds ago would be known here. */
  get isCurrent(): boolean {
    return this.heard !== undefined && this.now() - this.heard <= SILENCE_MS;
  }

  apply({ seq, subjectId }: Revocation): void {
    this.latest.delete(subjectId);
    this.latest.set(subjectId, { seq, heard: this.now() });
    this.last = seq;
    for (const hear of this.listeners) hear(subjectId);
  }

  /** Tells of each revocation from now on, as soon as it is known: for what goes on by itself. @returns what ends that */
  listen(hear: (subjectId: string) => void): () => void {
    this.listeners.add(hear);
    return () => void this.listeners.delete(hear);
  }

  /** A sign of life of the source: there is none after `seq` yet. */
  confirm(seq: number): void {
    this.heard = this.now();
    this.last = seq;
    for (const [subjectId, { heard }] of this.latest) {
      if (this.heard - heard <= REMEMBERED_MS) break;
      this.latest.delete(subjectId);
    }
  }

  /** The source is gone; what is known stays. */
  lose(): void {
    this.heard = undefined;
  }

  /** The source counts anew, or has forgotten where this process stands. */
  restart(): void {
    this.latest.clear();
    this.heard = undefined;
    this.last = undefined;
  }

  /** @throws PlatError UNAUTHENTICATED when the viewer's user, session or token was revoked after its rights were read */
  assertHolds({ identity: { userId, sessionId, tokenId, asOf = -1 } }: Viewer): void {
    for (const id of [userId, sessionId, tokenId]) {
      if (id && (this.latest.get(id)?.seq ?? -1) > asOf) throw revoked();
    }
  }

  /** For what must not happen on rights that may be gone. @throws PlatError UNAVAILABLE while the source is not heard */
  assertCurrent(): void {
    if (!this.isCurrent) throw unavailable('Whether you still may do this cannot be checked right now; try again.');
  }
}

/** As for any token that is worth nothing. */
export const revoked = () => unauthenticated('The access token is not valid, or no longer; sign in again.');

/** Where a service learns of revocations. */
export interface RevocationSource {
  readonly revocations: Revocations;
  /** Paths at which it tells others. */
  readonly internal?: InternalPaths;
  /** Before each root field of a mutation. @throws PlatError UNAUTHENTICATED when the viewer's rights were revoked */
  assertHolds(viewer: Viewer): Promise<void>;
  /** Before a sensitive action. @throws PlatError UNAUTHENTICATED, or UNAVAILABLE when nobody knows */
  assertCurrent(viewer: Viewer): Promise<void>;
  stop(): Promise<void>;
}
