import { type ExecutionResult, type FieldNode, GraphQLError } from 'graphql';
import { isLostRace } from '../errors/database-error';
import { type ErrorCode, isErrorCode } from '../errors/error-codes';
import { PlatError } from '../errors/plat-error';
import { formatError } from '../graphql/error-format';
import type { EntityRef } from './entity-watch';

/** An error as a client reads it, without the request that it was first answered to. */
interface StoredError {
  readonly message: string;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly path?: readonly (string | number)[];
}

/** Why an answer is not kept: it holds a secret, or is too large. */
export type Withheld = 'SECRET' | 'SIZE';

/** What is kept of a root field that was carried out or refused. */
export interface Outcome {
  readonly value: unknown;
  readonly errors: readonly StoredError[];
  /** The rights under which it came about. */
  readonly rights: string;
  /** What the answer tells of, as far as the viewer could see it. */
  readonly entities: readonly EntityRef[];
  /** Whether it was only to happen on rights that hold at this very moment. */
  readonly isSensitive: boolean;
  /** Why there is no more of it than that it was carried out. */
  readonly withheld?: Withheld;
}

/** Characters of an answer. What is larger is a list that came along, and can be read again. */
const MAX_KEPT = 256 * 1024;

const MUTE = { error: () => undefined };

const storedError = (error: GraphQLError): StoredError => {
  const { message, path, extensions } = formatError(error, '', MUTE);
  const { code, requestId: _request, ...details } = extensions ?? {};
  return { message, code: isErrorCode(code) ? code : 'INTERNAL', details, path };
};

/** What is kept of a result of one root field. @param name its response name */
export const outcomeOf = (
  { data, errors = [] }: ExecutionResult,
  name: string,
  rest: Pick<Outcome, 'rights' | 'entities' | 'isSensitive'>,
): Outcome => ({ value: data?.[name] ?? null, errors: errors.map(storedError), ...rest });

/** As much of what was carried out as may stand in a database for a day. @param isSecret whether the answer holds a secret */
export const fitToKeep = (outcome: Outcome, isSecret: boolean): Outcome => {
  const withheld = isSecret ? 'SECRET' : JSON.stringify(outcome).length > MAX_KEPT ? 'SIZE' : undefined;
  return withheld ? { ...outcome, value: null, errors: [], entities: [], withheld } : outcome;
};

/** The result again. @param nodes of the field, where its errors are located */
export const resultOf = ({ value, errors }: Outcome, name: string, nodes: readonly FieldNode[]): ExecutionResult => {
  const data: Record<string, unknown> = Object.create(null);
  data[name] = value;
  const again = errors.map(
    ({ message, code, details, path }) => new GraphQLError(message, { nodes, path, originalError: new PlatError(code, message, details) }),
  );
  return { data, ...(again.length && { errors: again }) };
};

/** Whether the field was refused or failed, so that nothing of its transaction was kept. */
export const hasFailed = ({ data, errors }: ExecutionResult, name: string): boolean =>
  Boolean(errors?.length) && (data?.[name] ?? null) === null;

/** Codes that say nothing of what the same request would be answered in a moment. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL']);

/**
 * Whether a failure is the answer once and for all. A race that was lost at the database is none, nor is the lack of a
 * session: one signs in and sends the same again; it is, where the system has already drawn consequences.
 */
export const isFinal = ({ errors = [] }: ExecutionResult, hasEffects: boolean): boolean =>
  errors.every((error) => {
    const { code } = storedError(error);
    return !PASSING.has(code) && !isLostRace(error.originalError ?? error) && (hasEffects || code !== 'UNAUTHENTICATED');
  });
