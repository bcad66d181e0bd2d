import pino, { type DestinationStream, type Logger } from 'pino';

/** Secrets, wherever somebody logs the object that has them. */
const REDACTED = ['*.password', '*.authorization', '*.accessToken', '*.refreshToken'];

/** What the log keeps of an error: errors of the database and of HTTP also carry statements, their values, rows, headers and tokens. */
const KEPT = ['type', 'message', 'stack', 'code', 'constraint', 'table', 'column', 'routine', 'statusCode'];

interface Chained {
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** An error and the errors behind it. */
const chain = (error: unknown): Chained[] => (error ? [error as Chained, ...chain((error as Chained).cause)] : []);

/** SQLSTATE class 22, data exceptions: their message quotes the value that the database could not take. */
const quotesValue = ({ code, message }: Chained): boolean => /^22/.test(String(code)) && Boolean(message);

const withoutSecrets = (error: Error): Record<string, unknown> => {
  const shown = pino.stdSerializers.err(error) as unknown as Record<string, unknown>;
  const kept = Object.fromEntries(KEPT.filter((key) => shown?.[key] !== undefined).map((key) => [key, shown[key]]));
  for (const { message } of chain(error).filter(quotesValue)) {
    const masked = message.replace(/".*"/s, '"…"');
    for (const key of ['message', 'stack']) kept[key] = String(kept[key]).replaceAll(message, () => masked);
  }
  return kept;
};

/** A process's log: one JSON line an entry, without secrets. @param to standard output unless given */
export const createLog = (name: string, level: string, to?: DestinationStream): Logger =>
  pino({ name, level, serializers: { err: withoutSecrets }, redact: { paths: REDACTED, censor: '[redacted]' } }, to ?? pino.destination(1));
