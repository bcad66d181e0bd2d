import type { IncomingHttpHeaders } from 'node:http';
import type { GraphAnswer, GraphRequest } from '../engine/graph';
import { type StreamForm, streamForm, takesParts, writeAlone } from './live/live-stream';

/** What came over HTTP; the body is read only of requests that may have one. */
export interface HttpQuestion {
  readonly method: string;
  /** With its query string. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As text, or as what was read of it. */
  readonly body: unknown;
}

/** What goes back. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A request that is no operation: what to say instead. */
export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code = 'BAD_USER_INPUT',
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** An operation with how it came. */
export interface UnderstoodQuestion {
  readonly request: GraphRequest;
  /** By GET: what changes anything is not carried out. */
  readonly isReadOnly: boolean;
  readonly mediaType: MediaType;
  /** Whether parts of the answer may come later. */
  readonly mayDefer: boolean;
  /** In which a subscription is wanted, if one is taken. */
  readonly stream?: StreamForm;
}

type MediaType = 'application/json' | 'application/graphql-response+json';

const RESPONSE: MediaType = 'application/graphql-response+json';
const JSON_TYPE: MediaType = 'application/json';
/** Headers that a page of another origin cannot send without asking first. */
const PREFLIGHTED = ['apollo-require-preflight', 'x-apollo-operation-name', 'x-graphql-require-preflight'];

/** Reads a request as GraphQL over HTTP has it. @throws HttpRefusal */
export function readQuestion({ method, url, headers, body }: HttpQuestion): UnderstoodQuestion {
  const stream = streamForm(headers.accept);
  const partly = takesParts(headers.accept);
  const mediaType = mediaTypeOf(headers.accept, stream !== undefined || partly);
  if (method === 'GET') {
    if (headers['content-type'] !== undefined && !isJson(headers['content-type'])) throw notJson();
    if (headers['content-type'] === undefined && !PREFLIGHTED.some((name) => headers[name]))
      throw new HttpRefusal(
        400,
        `Send one of these headers with a GET, so that no page of another origin sends it for you: ${PREFLIGHTED.join(', ')}.`,
      );
    const request = fromQuery(new URL(url, 'http://localhost').searchParams);
    return { request, isReadOnly: true, mediaType, stream, mayDefer: partly && defers(request) };
  }
  if (method !== 'POST') throw new HttpRefusal(405, 'Send operations by POST, or queries by GET.', undefined, { allow: 'GET, POST' });
  if (!isJson(headers['content-type'])) throw notJson();
  const request = requestOf(typeof body === 'string' ? parseJson(body, 'The body') : body);
  return { request, isReadOnly: false, mediaType, stream, mayDefer: partly && defers(request) };
}

/** By its letters: whether it is worth a look. */
const defers = ({ query }: GraphRequest): boolean => query.includes('@defer');

const TAKEN = Buffer.alloc(0);

/**
 * The answer to an operation, by the rules of the type that the client takes.
 * @param answer has no text afterwards. What waited for it has grown old where many wait for their turn, and is not looked
 * through for a while when nobody needs it any more; it would hold the texts of thousands of answers.
 */
export function writeAnswer(answer: GraphAnswer, { mediaType, stream }: Pick<UnderstoodQuestion, 'mediaType' | 'stream'>): HttpAnswer {
  const { outcome, body } = answer;
  answer.body = TAKEN;
  if (stream === 'events') {
    const { type, body: text } = writeAlone(stream, String(body));
    return { status: 200, headers: { 'content-type': type }, body: text };
  }
  const headers = { 'content-type': `${mediaType}; charset=utf-8` };
  if (outcome === 'not read only') return { status: 405, headers: { ...headers, allow: 'POST' }, body };
  // As plain JSON everything that GraphQL answers is a success of HTTP: a proxy may have said anything else.
  return { status: outcome === 'refused' && mediaType === RESPONSE ? 400 : 200, headers, body };
}

/** How a refusal is said. */
export function writeRefusal({ status, message, code, headers }: HttpRefusal, requestId: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': `${JSON_TYPE}; charset=utf-8`, ...headers },
    body: JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }),
  };
}

const notJson = () => new HttpRefusal(415, 'Send JSON in UTF-8, with content-type application/json.');

function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((one) => one.trim());
  return type === JSON_TYPE && parameters.every((one) => !one.startsWith('charset=') || /^charset="?utf-8"?$/.test(one));
}

/** @throws HttpRefusal 406 for a client that takes neither of the two */
function mediaTypeOf(accept: string | undefined, takesParts: boolean): MediaType {
  if (accept === undefined || accept === JSON_TYPE) return JSON_TYPE;
  const wanted = accept.split(',').map((one) => {
    const [type = '', ...parameters] = one
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) };
  });
  for (const { type } of wanted.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality)) {
    if (type === RESPONSE) return RESPONSE;
    if (type === JSON_TYPE || type === 'application/*' || type === '*/*') return JSON_TYPE;
  }
  if (takesParts) return JSON_TYPE;
  throw new HttpRefusal(406, `Take ${RESPONSE} or ${JSON_TYPE}.`);
}

function fromQuery(parameters: URLSearchParams): GraphRequest {
  const variables = parameters.get('variables');
  return requestOf({
    query: parameters.get('query'),
    operationName: parameters.get('operationName') || undefined,
    variables: variables ? parseJson(variables, 'The parameter variables') : undefined,
  });
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpRefusal(400, `${what} is not valid JSON.`);
  }
}

function requestOf(body: unknown): GraphRequest {
  if (Array.isArray(body)) throw new HttpRefusal(400, 'Send one operation a request; batches are not taken.');
  if (typeof body !== 'object' || body === null) throw new HttpRefusal(400, 'Send { "query": "…", "variables": {…} } as JSON.');
  const { query, operationName, variables, extensions } = body as Readonly<Record<string, unknown>>;
  if (typeof query !== 'string') throw new HttpRefusal(400, 'Send the operation as text, in "query".');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw new HttpRefusal(400, 'The name of the operation, "operationName", is text.');
  if (!isMap(variables)) throw new HttpRefusal(400, 'The variables, "variables", are an object.');
  if (isDeep(variables)) throw new HttpRefusal(400, `Variables are nested ${MOST_LEVELS} levels deep at most.`);
  if (!isMap(extensions)) throw new HttpRefusal(400, 'The extensions, "extensions", are an object.');
  return { query, operationName, variables };
}

/** Whoever goes through values does so by calls within calls, which come to an end. */
const MOST_LEVELS = 100;

const isDeep = (value: unknown, left = MOST_LEVELS): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((one) => isDeep(one, left - 1)));

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> | null | undefined =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
