import { narrowed } from '@plat/shared/access/scope';
import { conflict, notFound, unauthenticated } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type EntityManager, Equal } from 'typeorm';
import { revoke } from '../revocation/revoke';
import { User } from '../user/user.entity';
import { UserSession } from './session.entity';
import { assertMayEndSession, visibleSessions } from './session.policy';

/**
 * Ends sessions of whoever asks: their refresh tokens at once, their access tokens as the revocation travels. A session
 * is found as the viewer, under row level security, and ended as the system, for no request may write one.
 */
export class SessionEnd {
  constructor(private readonly scope: RequestScope) {}

  /** @throws PlatError CONFLICT for who came without a session, NOT_FOUND */
  async signOut(): Promise<UserSession> {
    const { sessionId } = this.scope.viewer.identity;
    if (!sessionId) throw conflict('There is no session to sign out of.');
    return this.revoke(sessionId);
  }

  /** Ending what has ended changes nothing. @throws PlatError NOT_FOUND, FORBIDDEN for somebody else's */
  async revoke(id: string): Promise<UserSession> {
    const { db, viewer } = this.scope;
    const seen = isUuid(id) ? await db.findOne(UserSession, { where: narrowed(visibleSessions(viewer), 'id', Equal(id)) }) : null;
    if (!seen) throw notFound('UserSession', id);
    assertMayEndSession(viewer, seen);
    return this.asOwner(async (system, events) => {
      const session = await system.findOne(UserSession, { where: { id: seen.id }, lock: { mode: 'pessimistic_write' } });
      if (!session) throw notFound('UserSession', id);
      if (!session.isActive) return session;
      await end(system, events, session);
      await revoke(system, 'SESSION', session.id);
      return session;
    });
  }

  /** @returns how many sessions it ended */
  async signOutEverywhere(): Promise<number> {
    const { userId } = this.scope.viewer;
    return this.asOwner(async (system, events) => {
      const sessions = await system.find(UserSession, {
        where: { userId, isActive: true },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      for (const session of sessions) await end(system, events, session);
      // Also without a session: whoever presses this button thinks that somebody else is in.
      await revoke(system, 'USER', userId);
      return sessions.length;
    });
  }

  /** Work of the system in the viewer's own matters, whose row is locked first as everywhere. */
  private asOwner<T>(work: (system: EntityManager, events: Events) => Promise<T>): Promise<T> {
    const { asSystem, viewer, origin } = this.scope;
    return asSystem(async (db) => {
      const user = await db.findOne(User, { where: { id: viewer.userId }, lock: { mode: 'pessimistic_write' } });
      if (!user) throw unauthenticated();
      return work(db, new Events({ db, viewer, origin }));
    });
  }
}

async function end(db: EntityManager, events: Events, session: UserSession): Promise<void> {
  await db.update(UserSession, session.id, { isActive: false });
  await db.query('UPDATE refresh_tokens SET sealed_pair = NULL WHERE session_id = $1 AND sealed_pair IS NOT NULL', [session.id]);
  session.isActive = false;
  await events.record('session.ended', session, { before: { isActive: true }, after: { isActive: false } });
}
