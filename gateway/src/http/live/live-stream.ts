import type { ServerResponse } from 'node:http';
import { limitTaking } from '../client-connection';
import { type FormatError, formatReason } from './live-guest';

/** How answers that come one after the other are written into one response. */
export type StreamForm = keyof typeof FORMS;

interface Form {
  readonly type: string;
  readonly start: string;
  readonly answer: (text: string) => string;
  /** Says that the stream is there still. */
  readonly beat: string;
  readonly end: string;
}

/** The boundary comes at once behind each part: a client takes a part for whole when it sees the next one begin. */
const part = (text: string) => `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${text}\r\n--graphql`;

const FORMS = {
  /** As graphql-sse has it, one connection for each subscription. */
  events: {
    type: 'text/event-stream; charset=utf-8',
    start: ':\n\n',
    answer: (text) => `event: next\ndata: ${text}\n\n`,
    beat: ':\n\n',
    end: 'event: complete\ndata:\n\n',
  },
  /** As Apollo Client takes it. */
  parts: {
    type: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
    start: '\r\n--graphql',
    answer: (text) => part(`{"payload":${text}}`),
    beat: part('{}'),
    end: '--\r\n',
  },
} as const satisfies Readonly<Record<string, Form>>;

/** Parts of one answer, by the incremental delivery of 2022-08-24. */
const LATER = {
  type: 'multipart/mixed;boundary="graphql";deferSpec=20220824',
  start: '\r\n--graphql',
  answer: part,
  end: '--\r\n',
} as const;

const BEAT_MS = 12_000;

/** The form in which a client wants a subscription; undefined for one that takes single answers alone. */
export function streamForm(accept: string | undefined): StreamForm | undefined {
  if (!accept) return undefined;
  if (/\btext\/event-stream\b/i.test(accept)) return 'events';
  return /\bmultipart\/mixed\b[^,]*\bsubscriptionspec=/i.test(accept) ? 'parts' : undefined;
}

/** Whether a client takes parts of an answer later than the rest. */
export const takesParts = (accept: string | undefined): boolean => /\bmultipart\/mixed\b[^,]*\bdeferspec=20220824\b/i.test(accept ?? '');

/** Writes an answer whose parts come one after the other. What cannot be ended is cut, so that no client takes it for whole. */
export async function sendParts(
  response: ServerResponse,
  { body, rest }: { readonly body: Buffer; readonly rest: AsyncIterableIterator<string> },
  headers: Readonly<Record<string, string>>,
  patienceMs: number,
): Promise<void> {
  const { type, start, answer, end } = LATER;
  const write = async (text: string) => {
    if (!response.destroyed && !response.write(text)) await room(response, patienceMs);
  };
  response.once('close', () => void rest.return?.());
  try {
    response.writeHead(200, { ...headers, 'content-type': type, 'x-accel-buffering': 'no' });
    await write(start + answer(String(body)));
    for await (const text of rest) {
      if (response.destroyed) return;
      await write(answer(text));
    }
    finish(response, end, patienceMs);
  } finally {
    if (!response.writableEnded) response.destroy();
  }
}

/** One answer, as the only one of a stream. */
export function writeAlone(form: StreamForm, text: string): { readonly type: string; readonly body: string } {
  const { type, start, answer, end } = FORMS[form];
  return { type, body: start + answer(text) + end };
}

/**
 * Writes answers as they come, each when the client has room for it, until they or the client are gone. How much of them
 * waits is bounded where they come from.
 * @param begin makes them; a refusal is told as an answer
 */
export async function sendStream(
  response: ServerResponse,
  form: StreamForm,
  begin: () => Promise<AsyncIterableIterator<string>>,
  format: FormatError,
  headers: Readonly<Record<string, string>>,
  patienceMs: number,
): Promise<void> {
  const { type, start, answer, beat, end } = FORMS[form];
  const head = () => response.writeHead(200, { ...headers, 'content-type': type, 'x-accel-buffering': 'no' }).write(start);
  const write = async (text: string) => {
    if (!response.destroyed && !response.write(text)) await room(response, patienceMs);
  };
  const refuse = (error: unknown) => write(answer(JSON.stringify({ errors: formatReason(error, format) })));
  let beats: NodeJS.Timeout | undefined;
  try {
    const answers = await begin();
    if (response.destroyed) return void answers.return?.();
    response.once('close', () => void answers.return?.());
    head();
    beats = setInterval(() => response.writableNeedDrain || response.write(beat), BEAT_MS).unref();
    for await (const text of answers) await write(answer(text));
  } catch (error) {
    if (response.destroyed) return;
    if (!response.headersSent) head();
    await refuse(error);
  } finally {
    clearInterval(beats);
    finish(response, end, patienceMs);
  }
}

/** @returns when more may be written, or nobody reads any more */
const room = (response: ServerResponse, patienceMs: number): Promise<void> =>
  new Promise((resolve) => limitTaking(response, patienceMs, 'drain', resolve));

function finish(response: ServerResponse, text: string, patienceMs: number): void {
  if (response.destroyed) return;
  response.end(text);
  limitTaking(response, patienceMs, 'finish');
}
