import pino, { type Logger } from 'pino';

/** What errors of the database and of HTTP carry along and a log must not keep: statements, their values, tokens. */
const REDACTED = [
  'err.parameters',
  'err.query',
  'err.driverError',
  'err.detail',
  'err.where',
  '*.password',
  '*.authorization',
  '*.accessToken',
  '*.refreshToken',
];

/** A process's log: one JSON line an entry, without secrets. */
export const createLog = (name: string, level: string): Logger => pino({ name, level, redact: { paths: REDACTED, censor: '[redacted]' } });
