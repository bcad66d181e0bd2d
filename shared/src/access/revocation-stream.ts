import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { readEvents, type ServerSentEvent, writeEvent } from './event-stream';
import { type RevocationSource, Revocations } from './revocations';
import type { ServiceClient } from './service-client';
import { NOBODY, type Viewer } from './viewer';

/** crm's stream of revocations, see subgraphs/crm/src/revocation. */
export const REVOCATIONS_PATH = '/internal/revocations';

/** The events of the stream, and what each carries as JSON. */
const EVENTS = {
  /** The number that was asked for is not among those that crm remembers: forget everything. */
  reset: z.null(),
  revocation: z.object({ seq: z.int(), subjectId: z.uuid() }),
  /** All that is older has been said: the last number. */
  ready: z.int(),
  heartbeat: z.int(),
} as const;

/** Waits in milliseconds; a test may be in a hurry. */
export interface Pace {
  readonly firstWait: number;
  readonly longestWait: number;
  /** How long crm may say nothing; it says something every half of a second. */
  readonly silence: number;
  /** How long a start waits for what was revoked before it. */
  readonly start: number;
}

const PACE: Pace = { firstWait: 100, longestWait: 2_000, silence: 2_000, start: 1_000 };

/** Follows crm's revocations for as long as the process runs, from where it stands, through every interruption. */
export class RevocationStream implements RevocationSource {
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;
  private wait: number;
  private firstOutcome: () => void = () => undefined;

  constructor(
    private readonly services: ServiceClient,
    private readonly log: Pick<Logger, 'info' | 'warn'>,
    readonly revocations = new Revocations(),
    private readonly pace = PACE,
  ) {
    this.wait = pace.firstWait;
  }

  /** Begins to follow. @returns when all is known, when crm cannot be reached, or after a second: a start does not depend on crm */
  async start(): Promise<this> {
    const outcome = new Promise<void>((resolve) => {
      this.firstOutcome = resolve;
    });
    this.following = this.follow();
    await Promise.race([outcome, sleep(this.pace.start, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined)]);
    return this;
  }

  async assertHolds(viewer: Viewer): Promise<void> {
    this.revocations.assertHolds(viewer);
  }

  async assertCurrent(viewer: Viewer): Promise<void> {
    this.revocations.assertCurrent();
    this.revocations.assertHolds(viewer);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.read().catch(() => undefined);
      if (this.revocations.isCurrent && !signal.aborted) this.log.warn('the stream of revocations is interrupted');
      this.revocations.lose();
      this.firstOutcome();
      // All processes lose crm at once, and shall not all come back at once.
      await sleep(this.wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      this.wait = Math.min(this.wait * 2, this.pace.longestWait);
    }
  }

  private async read(): Promise<void> {
    const { lastSeq } = this.revocations;
    const path = lastSeq === undefined ? REVOCATIONS_PATH : (`${REVOCATIONS_PATH}?after=${lastSeq}` as const);
    const bounds = { signal: this.stopping.signal, silenceMs: this.pace.silence };
    const body = await this.services.open('crm', path, NOBODY, bounds);
    for await (const event of readEvents(body)) this.take(event);
  }

  /** @throws Error for what is no event of this stream: it is begun anew */
  private take({ event, data }: ServerSentEvent): void {
    const value: unknown = JSON.parse(data);
    if (event === 'reset') this.revocations.restart();
    else if (event === 'revocation') this.revocations.apply(EVENTS.revocation.parse(value));
    else if (event === 'heartbeat') this.revocations.confirm(EVENTS.heartbeat.parse(value));
    else if (event === 'ready') {
      this.revocations.confirm(EVENTS.ready.parse(value));
      this.wait = this.pace.firstWait;
      this.firstOutcome();
      this.log.info('the stream of revocations is followed');
    } else throw new Error('no event of this stream');
  }
}

/** An event as it goes over the wire. */
export const revocationEvent = <E extends keyof typeof EVENTS>(event: E, data: z.input<(typeof EVENTS)[E]>): string =>
  writeEvent(event, data);
