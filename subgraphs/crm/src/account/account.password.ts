import { tokenHash } from '@plat/shared/crypto/secret-token';
import { badInput, conflict, unauthenticated } from '@plat/shared/errors/plat-error';
import type { EntityManager } from 'typeorm';
import { revokeAccessTokens } from '../access-token/access-token.end';
import { revoke } from '../revocation/revoke';
import { hashPassword } from '../session/password';
import { faultOfPassword } from '../session/password-rules';
import { UserSession } from '../session/session.entity';
import { issueTokens } from '../session/session.tokens';
import { User } from '../user/user.entity';
import type { ChangePasswordInput, ChangePasswordPayload, ResetPasswordInput } from './account.input';
import { type AccountParts, eventsIn } from './account-parts';
import { countRequest } from './account-throttle';
import { AccountTokenPurpose } from './account-token.entity';
import { findToken, hasFreshToken, invalidToken, issueToken, redeemToken } from './account-tokens';
import { AddressProof } from './address-proof';
import { replacePassword } from './new-password';

const { RESET_PASSWORD } = AccountTokenPurpose;

/** Other passwords: for who knows the old one, and for who has the mailbox. */
export class Passwords {
  constructor(private readonly parts: AccountParts) {}

  /**
   * Every older token of the user's sessions ends and every other session; this one goes on with the token in the
   * answer. Partners' access tokens go on unless they are to end.
   * @throws PlatError BAD_USER_INPUT, RATE_LIMITED after wrong passwords, UNAUTHENTICATED without a session, CONFLICT
   */
  async change({ currentPassword, newPassword, endAccessTokens: endsTokens }: ChangePasswordInput): Promise<ChangePasswordPayload> {
    const { scope, post, letters, passwords, clock } = this.parts;
    const { userId, identity } = scope.viewer;
    const known = await scope.asSystem((db) => db.findOneBy(User, { id: userId, isActive: true }));
    if (!known || !identity.sessionId) throw unauthenticated();
    const fault = await faultOfPassword(newPassword, known);
    if (fault) throw badInput({ 'input.newPassword': fault });
    await passwords.assertFits('input.currentPassword', currentPassword);
    const passwordHash = await hashPassword(newPassword);
    return post.together((enclose) =>
      scope.asSystem(async (db) => {
        const user = await db.findOne(User, { where: { id: userId, isActive: true }, lock: { mode: 'pessimistic_write' } });
        const current = { id: identity.sessionId, userId, isActive: true };
        const session = await db.findOne(UserSession, { where: current, lock: { mode: 'pessimistic_write' } });
        if (!user || !session) throw unauthenticated();
        // Somebody else may have reset it since it was looked at, to keep out whoever knew the old one.
        if (user.passwordHash !== known.passwordHash) throw conflict('The password was changed in the meantime; sign in again.');
        const cause = 'user.password_changed';
        const events = eventsIn(db, scope);
        await replacePassword(db, events, user, { passwordHash, cause, now: clock(), keptSession: session.id });
        await enclose(db, letters.passwordChanged(user.email));
        if (endsTokens) await revokeAccessTokens(db, events, user.id, clock());
        await revoke(db, 'USER', user.id);
        return this.goOn(db, user, session);
      }),
    );
  }

  /** Sends a letter if there is such a user. The answer is the same, and there before anybody looks. @throws PlatError RATE_LIMITED */
  async requestReset(email: string): Promise<void> {
    const { scope, post, letters, clock } = this.parts;
    await countRequest(this.parts);
    post.afterwards(() =>
      post.together((enclose) =>
        scope.asSystem(async (db) => {
          const [user]: Pick<User, 'id' | 'email'>[] = await db.query(
            'SELECT id, email FROM users WHERE lower(email) = lower($1) AND is_active FOR UPDATE',
            [email],
          );
          if (!user || (await hasFreshToken(db, user, RESET_PASSWORD, clock()))) return;
          const { token } = await issueToken(db, { purpose: RESET_PASSWORD, userId: user.id, email: user.email }, clock());
          const subject = await db.findOneByOrFail(User, { id: user.id });
          await eventsIn(db, scope).record('user.password_reset_requested', subject, { after: {} });
          await enclose(db, letters.reset(user.email, token));
        }),
      ),
    );
  }

  /** Whoever has the mailbox has the account: all sessions, partners' access tokens and locks end. @throws PlatError BAD_USER_INPUT */
  async reset({ token, newPassword }: ResetPasswordInput): Promise<void> {
    const { scope, post, letters, clock } = this.parts;
    const argument = 'input.token';
    const owner = await scope.asSystem(async (db) => {
      const { userId } = await findToken(db, argument, token, [RESET_PASSWORD], clock());
      return db.findOneBy(User, { id: userId ?? '', isActive: true });
    });
    if (!owner) throw invalidToken(argument);
    const fault = await faultOfPassword(newPassword, owner);
    if (fault) throw badInput({ 'input.newPassword': fault });
    const proof = new AddressProof(this.parts);
    const claim = await proof.claimOf(owner);
    const passwordHash = await hashPassword(newPassword);
    await post.together((enclose) =>
      scope.asSystem(async (db) => {
        const { user } = await redeemToken(db, argument, token, [RESET_PASSWORD], clock());
        const events = eventsIn(db, scope);
        await replacePassword(db, events, user, { passwordHash, cause: 'user.password_reset', now: clock() });
        await proof.confirm(db, events, user, claim);
        await enclose(db, letters.passwordChanged(user.email));
        await revoke(db, 'USER', user.id);
      }),
    );
  }

  /** A token of the session that is as young as the revocation, which ended all older ones. */
  private async goOn(db: EntityManager, user: User, session: UserSession): Promise<ChangePasswordPayload> {
    const { accessToken, expiresAt } = (await issueTokens(db, this.parts.signingKey, user, session.id)).pair;
    await db.update(UserSession, session.id, { sessionToken: tokenHash(accessToken) });
    return { accessToken, expiresAt };
  }
}
