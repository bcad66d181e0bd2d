import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import { CalendarSyncStatus, CalendarSyncToken } from './calendar-token.entity';
import type { CreateCalendarSyncTokenInput, UpdateCalendarSyncTokenInput } from './calendar-token.input';
import { assertMayEditCalendarSyncToken, mayConnectForOthers, visibleCalendarSyncTokens } from './calendar-token.policy';
import { refreshTokenFault, sealRefreshToken } from './sealed-token';

/** The columns that a request may give a new row; naming another one, even with its default, the database refuses. */
const INSERTED = ['id', 'userId', 'contributorId', 'provider', 'refreshTokenCiphertext', 'nonce', 'salt'];
const ONE_EACH = 'calendar_sync_tokens_contributor_id_key';

/** Calendars that their owner has connected; the refresh token goes in encrypted, and never comes out here. */
export class CalendarSyncTokenService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly cipher: SecretCipher,
  ) {}

  /** @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, CONFLICT where the contributor has a calendar, or UNAVAILABLE */
  async create(input: CreateCalendarSyncTokenInput): Promise<CalendarSyncToken> {
    const { db, viewer, references } = this.scope;
    check(input);
    const { refreshToken, contributorId, provider } = input;
    const owned = { id: randomUUID(), userId: viewer.userId };
    // The secret is bound to its row, so the row's id is ours to choose; before the first statement no connection waits.
    const sealed = await sealRefreshToken(this.cipher, owned, refreshToken);
    // Whoever sees a contributor could otherwise take the one calendar that it may have.
    const ofUser = mayConnectForOthers(viewer) ? undefined : viewer.userId;
    await references.confirm([{ to: 'Contributor', id: contributorId, path: 'input.contributorId', ofUser }]);
    const token = db.create(CalendarSyncToken, { ...owned, ...sealed, contributorId, provider });
    await db
      .createQueryBuilder()
      .insert()
      .into(CalendarSyncToken, INSERTED)
      .values(token as never)
      .execute()
      .catch(explain);
    await this.events.record('calendar_sync_token.created', token);
    return token;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, refreshToken, syncStatus }: UpdateCalendarSyncTokenInput): Promise<CalendarSyncToken> {
    const { db, viewer } = this.scope;
    // The secret is bound to the id as it is written here, and PostgreSQL reads a uuid in other forms too.
    if (!isUuid(id)) throw notFound('CalendarSyncToken', id);
    check({ refreshToken, syncStatus });
    const isNew = refreshToken !== undefined;
    // Before the first statement, so that neither a connection nor the row's lock waits for it; only the owner gets on.
    const sealed = isNew ? await sealRefreshToken(this.cipher, { id, userId: viewer.userId }, refreshToken) : {};
    const { row, before, after } = await revise(db, CalendarSyncToken, {
      id,
      version,
      // The new token may be of another account, to which the old one's place in its list of changes means nothing.
      changes: { syncStatus, ...sealed, ...(isNew && { syncToken: null }) },
      scope: visibleCalendarSyncTokens(viewer),
      mayEdit: (token) => assertMayEditCalendarSyncToken(viewer, token),
      derive: (edited) => (isNew && edited.syncStatus === CalendarSyncStatus.ERROR ? { syncStatus: CalendarSyncStatus.ACTIVE } : {}),
    });
    await this.events.record('calendar_sync_token.updated', row, { before, after, userId: row.userId });
    return row;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version */
  async delete(id: string, version?: number | null): Promise<CalendarSyncToken> {
    const { db, viewer } = this.scope;
    if (!isUuid(id)) throw notFound('CalendarSyncToken', id);
    const where = narrowed(visibleCalendarSyncTokens(viewer), 'id', Equal(id));
    const seen = await db.findOne(CalendarSyncToken, { where });
    if (!seen) throw notFound('CalendarSyncToken', id);
    assertMayEditCalendarSyncToken(viewer, seen);
    const token = await db.findOne(CalendarSyncToken, { where, lock: { mode: 'pessimistic_write' } });
    if (!token) throw notFound('CalendarSyncToken', id);
    assertVersion('CalendarSyncToken', token, version);
    await db.delete(CalendarSyncToken, { id: token.id });
    await this.events.record('calendar_sync_token.deleted', token, { before: token, after: {} });
    return token;
  }
}

/** Says in words which rule of the database a new row has met. */
function explain(error: unknown): never {
  const isTaken = error instanceof PlatError && error.extensions.rule === ONE_EACH;
  throw isTaken ? conflict('This contributor has a calendar already; disconnect that one first.', { rule: ONE_EACH }) : error;
}

/** All faults of an input at once, without a letter of the token; the database's checks stand behind. */
function check({ contributorId, refreshToken, syncStatus }: Partial<CreateCalendarSyncTokenInput & UpdateCalendarSyncTokenInput>): void {
  const faults: Record<string, string> = {};
  if (contributorId !== undefined && !isUuid(contributorId)) faults['input.contributorId'] = 'must be an id';
  const fault = refreshToken === undefined ? undefined : refreshTokenFault(refreshToken);
  if (fault) faults['input.refreshToken'] = fault;
  if (syncStatus === null) faults['input.syncStatus'] = 'must not be null; leave it out';
  if (syncStatus === CalendarSyncStatus.ERROR) faults['input.syncStatus'] = 'must be ACTIVE or DISABLED; ERROR is set by the server';
  if (Object.keys(faults).length) throw badInput(faults);
}
