import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Viewer } from '@plat/shared/access/viewer';
import { PlatError } from '@plat/shared/errors/plat-error';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { OpenBytes } from './content.door';
import { Places } from './places';

/** How streams are watched; a test may be in a hurry. */
export interface StreamBounds {
  /** How many one person, or the visitors of one share link, have open at a time. */
  readonly each: number;
  /** How many there are at a time. */
  readonly all: number;
  /** How long after one question about the rights of a stream the next one is asked, in milliseconds. */
  readonly everyMs: number;
  /** How long bytes go on to leave while nobody can say whether they may, in milliseconds. */
  readonly patienceMs: number;
}

export const STREAM_BOUNDS: StreamBounds = { each: 12, all: 1_000, everyMs: 500, patienceMs: 5_000 };

/** Why a stream was ended by us. */
export class StreamCut extends Error {
  constructor(why: string) {
    super(`The stream was cut: ${why}.`);
    this.name = 'StreamCut';
  }
}

interface Watched {
  readonly viewer: Viewer;
  readonly content: Pick<OpenBytes, 'recheck' | 'asksForPin'>;
  readonly source: Readable;
  /** What closes when it is over; the source, unless what it had may still be on its way. */
  readonly over?: Pick<EventEmitter, 'once'>;
  /** Ends the connection too, with what is on its way in it. */
  readonly cut: () => void;
}

const tooMany = () =>
  new PlatError('RATE_LIMITED', 'Too many files are being sent to you at once; let one end, then try again.', { retryAfter: 5 });

/** The streams of content that are under way in this process: so many and no more, and each for as long as it may be. */
export class OpenStreams {
  private readonly places: Places;
  private readonly cuts = new Set<() => void>();
  private closing = false;

  constructor(
    private readonly bounds: StreamBounds = STREAM_BOUNDS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.places = new Places(bounds, tooMany);
  }

  get size(): number {
    return this.places.size;
  }

  /** Takes a place for a stream. @param whose person or share link @returns gives it back @throws PlatError RATE_LIMITED */
  enter(whose: string): () => void {
    if (this.closing) throw tooMany();
    return this.places.enter(whose);
  }

  /**
   * Asks about the rights of a stream again and again, and cuts it when they are gone. That nobody can say counts for a
   * while as if they were not, but for a document with a PIN.
   */
  watch({ revocations }: Pick<Subgraph, 'revocations'>, { viewer, content, source, over = source, cut }: Watched): void {
    let heldAt = this.now();
    let timer: NodeJS.Timeout;
    let isOver = false;
    const end = (why: string) => {
      cut();
      source.destroy(new StreamCut(why));
    };
    const ask = async (): Promise<void> => {
      try {
        await content.recheck();
        heldAt = this.now();
      } catch (error) {
        const isUnknown = !(error instanceof PlatError) || error.code === 'UNAVAILABLE';
        const patience = content.asksForPin ? 0 : this.bounds.patienceMs;
        if (!isUnknown || this.now() - heldAt >= patience) return end(error instanceof PlatError ? error.code : 'a fault');
      }
      if (!isOver) timer = setTimeout(ask, this.bounds.everyMs).unref();
    };
    timer = setTimeout(ask, this.bounds.everyMs).unref();
    const unlisten = revocations.listen(() => {
      try {
        revocations.assertHolds(viewer);
      } catch {
        end('UNAUTHENTICATED');
      }
    });
    const stop = () => end('the service ends');
    this.cuts.add(stop);
    over.once('close', () => {
      isOver = true;
      clearTimeout(timer);
      unlisten();
      this.cuts.delete(stop);
    });
  }

  /** Cuts all, and lets no more in: whoever was served asks another replica for the rest. */
  close(): void {
    this.closing = true;
    for (const cut of [...this.cuts]) cut();
  }
}
