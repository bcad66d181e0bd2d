import { request as httpRequest } from 'undici';
import type { SubgraphRequest } from '../execution/subgraph-transport';
import type { EventSink, OpenEvents } from '../subscription/event-sources';
import { refusedBy, SubscriptionRefused } from '../subscription/live-subscription';
import { MalformedAnswer, readAnswer, type SubgraphLimits, SubgraphUnavailable } from './http-subgraph';

/** A stream that says nothing for so long, not even that it is there, is taken for broken. */
const SILENCE_MS = 60_000;

/** A subgraph's events by `text/event-stream`, as graphql-sse has them for distinct connections. */
export function eventStream(
  name: string,
  url: string,
  limits: Pick<SubgraphLimits, 'timeoutMs' | 'maxBytes'>,
  { body }: SubgraphRequest,
  headers: Readonly<Record<string, string>>,
): OpenEvents {
  return (sink) => {
    const leaving = new AbortController();
    const read = async () => {
      const answer = await httpRequest(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
        body,
        signal: leaving.signal,
        headersTimeout: limits.timeoutMs,
        bodyTimeout: SILENCE_MS,
      });
      if (answer.statusCode !== 200 || !String(answer.headers['content-type']).startsWith('text/event-stream')) {
        answer.body.destroy();
        throw new Error(`it answered ${answer.statusCode} and no events`);
      }
      const reader = new EventReader(limits.maxBytes);
      answer.body.setEncoding('utf8');
      for await (const chunk of answer.body as AsyncIterable<string>)
        for (const one of reader.take(chunk)) if (tell(sink, name, one)) return;
      throw new Error('its events ended without an end');
    };
    read().then(
      () => sink.over(),
      (error: Error) => {
        if (leaving.signal.aborted) return;
        sink.over(error instanceof MalformedAnswer || error instanceof SubscriptionRefused ? error : new SubgraphUnavailable(name, error));
      },
    );
    return () => leaving.abort();
  };
}

interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** @returns whether it was the last */
function tell(sink: EventSink, service: string, { event, data }: ServerEvent): boolean {
  if (event === 'complete') return true;
  if (event !== 'next') return false;
  const answer = readAnswer(data);
  if (answer.data === undefined && answer.errors) throw refusedBy(service, answer.errors);
  sink.next(answer);
  return false;
}

/** Takes events out of a text that comes in pieces. */
class EventReader {
  private rest = '';

  constructor(private readonly maxLength: number) {}

  /** @throws Error for an event that is too large */
  *take(text: string): Generator<ServerEvent> {
    this.rest += text;
    for (;;) {
      const end = /\r?\n\r?\n/.exec(this.rest);
      if (!end) break;
      const event = read(this.rest.slice(0, end.index));
      this.rest = this.rest.slice(end.index + end[0].length);
      if (event) yield event;
    }
    if (this.rest.length > this.maxLength) throw new Error('an event is too large');
  }
}

/** Comments, by which a server says that it is there, are no events. */
function read(text: string): ServerEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = /^(event|data)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
  }
  return data.length || event !== 'message' ? { event, data: data.join('\n') } : undefined;
}
