import type { SubgraphAnswer } from '../execution/subgraph-transport';

/** Who is told of events. */
export interface EventSink {
  next(event: SubgraphAnswer): void;
  /** Nothing comes after it. @param error why, unless the subgraph has said all that there is */
  over(error?: Error): void;
}

/** Opens a stream of events. @returns what closes it; what the sink is told after that does not count */
export type OpenEvents = (sink: EventSink) => () => void;

interface Source {
  readonly sinks: Set<EventSink>;
  close: () => void;
}

/** Streams of subgraphs, each open once for all who want the same of it as the same viewer. */
export class EventSources {
  private readonly open = new Map<string, Source>();

  /** How many are open. */
  get size(): number {
    return this.open.size;
  }

  /** @param key everything that makes a difference to the events @returns what leaves; the last one closes the stream */
  join(key: string, open: OpenEvents, sink: EventSink): () => void {
    const known = this.open.get(key);
    known?.sinks.add(sink);
    const source = known ?? this.begin(key, open, sink);
    return () => {
      source.sinks.delete(sink);
      if (source.sinks.size > 0 || this.open.get(key) !== source) return;
      this.open.delete(key);
      source.close();
    };
  }

  private begin(key: string, open: OpenEvents, first: EventSink): Source {
    const source: Source = { sinks: new Set([first]), close: () => undefined };
    this.open.set(key, source);
    source.close = open({
      next: (event) => {
        // Each merges what it fetches into an event of its own.
        const sinks = [...source.sinks];
        for (const [n, sink] of sinks.entries()) sink.next(n === sinks.length - 1 ? event : structuredClone(event));
      },
      over: (error) => {
        if (this.open.get(key) === source) this.open.delete(key);
        for (const sink of [...source.sinks]) sink.over(error);
      },
    });
    return source;
  }
}
