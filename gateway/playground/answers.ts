import { meros } from 'meros/browser';

/** An answer of the graph, or a part of one. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];
}

/** Answers that come one after the other, until nobody takes any more. */
export type Answers = AsyncIterableIterator<Answer>;

export const isAnswer = (one: Answer | Answers): one is Answer => !(Symbol.asyncIterator in one);

export const failure = (message: string): Answer => ({ errors: [{ message }] });

const OVER = { value: undefined, done: true } as const;

/** Sends an operation. Failures become GraphQL errors, because GraphiQL prints a thrown error with its stack. */
export const post = async (path: string, headers: Headers, body: string): Promise<Answer | Answers> => {
  const controller = new AbortController();
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', headers, body, signal: controller.signal });
  } catch {
    return failure('The gateway does not answer. Is it running?');
  }
  const read = await meros<Part>(response);
  if (!(read instanceof Response)) return answersIn(read, () => controller.abort());
  try {
    return (await read.json()) as Answer;
  } catch {
    return failure(`The gateway answered ${read.status} without JSON.`);
  }
};

/** Of a subscription an answer in an envelope, or nothing, which says that the stream is there still. */
type Part = Answer | { readonly payload?: Answer | null };

type Parts = AsyncGenerator<{ readonly json: boolean; readonly body: Part | string }>;

/** Not a generator: that would stop only when the next part has come. */
function answersIn(parts: Parts, stop: () => void): Answers {
  let isOver = false;
  return {
    async next() {
      try {
        while (!isOver) {
          const { done, value } = await parts.next();
          if (done) break;
          const answer = value.json ? answerIn(value.body as Part) : undefined;
          if (answer) return { value: answer };
        }
        return OVER;
      } catch {
        if (isOver) return OVER;
        isOver = true;
        return { value: failure('The connection broke before all was told.') };
      }
    },
    async return() {
      isOver = true;
      stop();
      return OVER;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const answerIn = (part: Part): Answer | undefined => {
  if ('payload' in part) return part.payload ?? undefined;
  return Object.keys(part).length > 0 ? (part as Answer) : undefined;
};
