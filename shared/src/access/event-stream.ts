/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** An event of ours has one line of data; nothing of the stream's other features is written, and so nothing is read. */
const EVENT = /^event: (.+)\ndata: (.*)$/;
const MAX_EVENT = 64 * 1024;

export const writeEvent = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The events of a stream, however it was cut into chunks. @throws Error for what {@link writeEvent} does not write */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = texts.pop() as string;
    if (rest.length > MAX_EVENT) throw new Error('an event has no end');
    for (const text of texts) {
      const [, event, data] = EVENT.exec(text) ?? [];
      if (event === undefined || data === undefined) throw new Error('no event of ours');
      yield { event, data };
    }
  }
}
