import { PlatError } from '../errors/plat-error';
import type { RequestOrigin } from '../graphql/request-scope';
import { type ConnectionParts, LiveConnection } from './live-connection';

/** All live connections of a process, found by whom a revocation speaks of. */
export class LiveConnections {
  /** All that are open. */
  readonly all = new Set<LiveConnection>();
  private readonly bySubject = new Map<string, Set<LiveConnection>>();
  private readonly forget: () => void;

  constructor(private readonly parts: ConnectionParts) {
    this.forget = parts.revocations.listen((subjectId) => this.check(subjectId));
  }

  get bounds() {
    return this.parts.bounds;
  }

  /** @throws PlatError UNAUTHENTICATED as a request over HTTP is refused; LIMIT when the user has too many */
  async connect(token: string | undefined, origin: RequestOrigin): Promise<LiveConnection> {
    const { viewer } = await this.parts.verify(token);
    this.parts.revocations.assertHolds(viewer);
    const { userId, sessionId, tokenId } = viewer.identity;
    const subjects = [userId, sessionId, tokenId].filter((id) => id !== undefined);
    const { connectionsOfUser } = this.bounds;
    if (userId && (this.bySubject.get(userId)?.size ?? 0) >= connectionsOfUser)
      throw new PlatError('LIMIT', `One user has ${connectionsOfUser} live connections at most.`);
    const connection = new LiveConnection(this.parts, viewer, origin, (one) => {
      this.all.delete(one);
      for (const id of subjects) {
        this.bySubject.get(id)?.delete(one);
        if (!this.bySubject.get(id)?.size) this.bySubject.delete(id);
      }
    });
    this.all.add(connection);
    for (const id of subjects) this.bySubject.set(id, (this.bySubject.get(id) ?? new Set()).add(connection));
    return connection;
  }

  /** Hears of no more revocations. */
  stop(): void {
    this.forget();
  }

  private check(subjectId: string): void {
    for (const connection of [...(this.bySubject.get(subjectId) ?? [])]) {
      try {
        connection.assertHolds();
      } catch {
        // it has ended, and says why
      }
    }
  }
}
