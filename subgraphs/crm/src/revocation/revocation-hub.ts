import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { revocationEvent } from '@plat/shared/access/revocation-stream';
import { REMEMBERED_MS, type Revocation, type RevocationSource, Revocations, revoked } from '@plat/shared/access/revocations';
import type { Viewer } from '@plat/shared/access/viewer';
import { Notices } from '@plat/shared/database/notices';
import type { RevocationParts } from '@plat/shared/graphql/subgraph';
import { revocationPaths } from './revocation.path';
import { newRevocations, recentRevocations } from './revocation-rows';
import { REVOCATION_CHANNEL } from './revoke';

/** Between two signs of life; also between two looks at the table, for a notice that got lost. */
const HEARTBEAT_MS = 500;
const CLEAN_MS = 3_600_000;
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/** What ended tokens that are long dead. The last row stays, for its number. */
const CLEAN = `DELETE FROM revocations WHERE revoked_at < now() - interval '1 day' AND seq < (SELECT max(seq) FROM revocations)`;

const HOLDS_NOT = 'SELECT 1 FROM revocations WHERE seq > $1 AND subject_id = ANY ($2) LIMIT 1';

/**
 * What crm knows of revocations, and tells all other processes: those of the last ten minutes, then each new one as soon
 * as it is committed, and twice a second that there is no other. Replicas of crm each have one, all with the same numbers.
 */
export class RevocationHub implements RevocationSource {
  readonly internal = revocationPaths(this);
  readonly revocations: Revocations;
  private readonly recent: (Revocation & { readonly heard: number })[] = [];
  /** The number up to which all is forgotten. */
  private floor = 0;
  private readonly readers = new Set<Readable>();
  private readonly stopping = new AbortController();
  private running: { readonly parts: RevocationParts; readonly notices: Notices; readonly beating: Promise<unknown> } | undefined;

  private readonly now: () => number;
  private readonly heartbeatMs: number | undefined;

  /** @param options `now`: milliseconds of a clock that nobody sets. `heartbeatMs`: undefined for a test that calls `beat()` itself */
  constructor(options: { now?: () => number; heartbeatMs?: number | undefined } = {}) {
    const { now, heartbeatMs } = { now: () => performance.now(), heartbeatMs: HEARTBEAT_MS, ...options };
    [this.now, this.heartbeatMs] = [now, heartbeatMs];
    this.revocations = new Revocations(now);
  }

  /** Listens, and waits until all is known or the database did not answer; it is asked again and again then. */
  async start(parts: RevocationParts): Promise<this> {
    if (this.running) throw new Error('A hub starts once.');
    const at = { url: parts.config.systemDatabaseUrl, channel: REVOCATION_CHANNEL, name: 'plat crm revocations' };
    const notices = new Notices(
      at,
      {
        connected: async (ask) => this.begin(await recentRevocations(ask)),
        noticed: async (ask) => this.tell(await newRevocations(ask, this.revocations.lastSeq ?? 0)),
        lost: () => this.revocations.lose(),
      },
      parts.log,
    );
    await notices.start();
    const { heartbeatMs } = this;
    const beats = heartbeatMs === undefined ? undefined : this.every(heartbeatMs, () => this.beat());
    const beating = Promise.all([beats, this.every(CLEAN_MS, () => this.clean())]);
    this.running = { parts, notices, beating };
    return this;
  }

  /**
   * Server-sent events: what came after a number, or all that is remembered, then `ready`, then what comes. A number
   * that is not remembered, or is none of ours, gets `reset` and everything.
   * @throws PlatError UNAVAILABLE while the database is not heard: `ready` would promise what nobody knows
   */
  subscribe(after?: number): Readable {
    this.revocations.assertCurrent();
    const stream = new Readable({ read: () => undefined, highWaterMark: MAX_BUFFERED_BYTES });
    const { lastSeq = 0 } = this.revocations;
    const isKnown = after === undefined || (after >= this.floor && after <= lastSeq);
    const since = isKnown ? (after ?? 0) : 0;
    const told = this.recent
      .filter(({ seq }) => seq > since)
      .map(({ seq, subjectId }) => revocationEvent('revocation', { seq, subjectId }));
    stream.push([...(isKnown ? [] : [revocationEvent('reset', null)]), ...told, revocationEvent('ready', lastSeq)].join(''));
    this.readers.add(stream.once('close', () => this.readers.delete(stream)));
    return stream;
  }

  /** Reads what is new, and says to all that there is nothing else; without the database nobody hears anything. */
  async beat(): Promise<void> {
    if (!(await this.running?.notices.look())) return;
    const { lastSeq = 0 } = this.revocations;
    this.revocations.confirm(lastSeq);
    this.forget();
    this.say(revocationEvent('heartbeat', lastSeq));
  }

  /** Deletes what nobody can need any more. */
  async clean(): Promise<void> {
    await this.running?.parts.asSystem((db) => db.query(CLEAN));
  }

  /** Asks the table itself, and not what was heard of it: what this request did a moment ago counts. */
  async assertHolds({ identity: { userId, sessionId, tokenId, asOf = -1 } }: Viewer): Promise<void> {
    const subjects = [userId, sessionId, tokenId].filter((id) => id !== undefined);
    if (!subjects.length || !this.running) return;
    const [found]: unknown[] = await this.running.parts.asSystem((db) => db.query(HOLDS_NOT, [asOf, subjects]));
    if (found) throw revoked();
  }

  /** The table is as current as can be. @throws PlatError UNAUTHENTICATED, UNAVAILABLE */
  assertCurrent(viewer: Viewer): Promise<void> {
    return this.assertHolds(viewer);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const reader of this.readers) reader.destroy();
    await this.running?.notices.stop();
    await this.running?.beating;
  }

  private async every(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await work().catch(() => undefined); // without a database the next time will do
    }
  }

  /** After each connection: the first one, one that came back, or one to a database whose numbers begin anew. */
  private begin({ floor, rows }: { floor: number; rows: readonly Revocation[] }): void {
    const last = rows.at(-1)?.seq ?? floor;
    if (last < (this.revocations.lastSeq ?? Number.POSITIVE_INFINITY)) {
      this.revocations.restart();
      this.recent.length = 0;
      this.floor = floor;
      for (const reader of this.readers) reader.destroy(); // they come back, and are told where they stand
    }
    const { lastSeq = 0 } = this.revocations;
    this.tell(rows.filter(({ seq }) => seq > lastSeq));
    this.revocations.confirm(last);
  }

  private tell(rows: readonly Revocation[]): void {
    for (const { seq, subjectId } of rows) {
      this.revocations.apply({ seq, subjectId });
      this.recent.push({ seq, subjectId, heard: this.now() });
    }
    if (rows.length) this.say(rows.map(({ seq, subjectId }) => revocationEvent('revocation', { seq, subjectId })).join(''));
  }

  /** A reader that does not take what it is told is cut off: it comes back, and asks for what it missed. */
  private say(text: string): void {
    for (const reader of this.readers) {
      if (!reader.push(text)) reader.destroy();
    }
  }

  private forget(): void {
    const kept = this.recent.findIndex(({ heard }) => this.now() - heard <= REMEMBERED_MS);
    const gone = this.recent.splice(0, kept === -1 ? this.recent.length : kept);
    this.floor = gone.at(-1)?.seq ?? this.floor;
  }
}
