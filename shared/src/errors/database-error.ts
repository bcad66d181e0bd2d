import { PlatError } from './plat-error';

/** The fields of a PostgreSQL error that we read; see the manual's appendix "PostgreSQL Error Codes". */
interface PostgresError {
  readonly code: string;
  readonly constraint?: string;
  readonly column?: string;
  readonly dataType?: string;
}

const driverError = (error: unknown): PostgresError | undefined => {
  const candidate = (error as { driverError?: unknown })?.driverError ?? error;
  const code = (candidate as { code?: unknown })?.code;
  return typeof code === 'string' ? (candidate as PostgresError) : undefined;
};

/** SQLSTATE classes and codes that mean "the database cannot answer now": connection, shutdown, resources, cancelled. */
const UNAVAILABLE = /^(08...|53...|57P0.|57014|25P0[34]|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN)$/;

/** pg and TypeORM have no code for a connection that breaks under a statement or before the next one, and for none to be had in time. */
const BROKEN_CONNECTION =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed)|Query runner already released|Database connection provided by a query runner was already released)/;
const isBrokenConnection = (error: unknown): boolean => error instanceof Error && BROKEN_CONNECTION.test(error.message);

/** Somebody else was faster or is under way: the same statement may well succeed in a moment. */
class LostRaceError extends PlatError {}

/** 409, as of a lock that somebody else holds: the same request, with the same key too, may well succeed in a moment. */
export const lostRace = (message: string): PlatError => new LostRaceError('CONFLICT', message);

/** Whether an error, translated or not, says that somebody else held a lock or changed the same row. */
export const isLostRace = (error: unknown): boolean => translateDatabaseError(error) instanceof LostRaceError;

const unavailable = () => new PlatError('UNAVAILABLE', 'The database does not answer right now; try again.');

/**
 * Translates what PostgreSQL refuses into what a client may read. No SQL, table, value or host crosses over: a
 * constraint's name is ours, written in the migration, and names the rule.
 * @returns the error unchanged where it is not from the database, or is a fault of ours
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof PlatError) return error;
  const found = driverError(error);
  if (!found) return isBrokenConnection(error) ? unavailable() : error;
  const rule = found.constraint ? ` (${found.constraint})` : '';
  switch (found.code) {
    case '23505':
      return new PlatError('CONFLICT', `Another one with the same value exists${rule}.`, { rule: found.constraint });
    case '23503':
      return new PlatError('REFERENCED', `Something that this refers to does not exist, or something still refers to this${rule}.`, {
        rule: found.constraint,
      });
    case '23514':
      return new PlatError('BAD_USER_INPUT', `A value breaks the rule${rule}.`, { rule: found.constraint });
    case '23502':
      return new PlatError('BAD_USER_INPUT', `A required value is missing${found.column ? `: ${found.column}` : ''}.`);
    case '22P02':
    case '22007':
    case '22008':
    case '22003':
    case '22001':
    case '22021':
    case '22P05':
    case '54000': // longer than an index takes
      return new PlatError('BAD_USER_INPUT', 'A value has the wrong form, is too long or is out of range.');
    case 'PL404':
      // Ours: what a trigger says of a reference to what its owner has deleted.
      return new PlatError('BAD_USER_INPUT', `The ${found.dataType} that this refers to was deleted.`, { rule: found.column });
    case '42501':
      return new PlatError('FORBIDDEN', 'You may not do that with this row.');
    case '40001':
    case '40P01':
    case '55P03':
      return new LostRaceError('CONFLICT', 'Somebody else changes the same thing right now; try again.');
    default:
      return UNAVAILABLE.test(found.code) ? unavailable() : error;
  }
}
