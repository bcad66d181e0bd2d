import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { issueAccessToken } from '@plat/shared/access/access-token';
import { Viewer } from '@plat/shared/access/viewer';
import { PlatError, unauthenticated } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';
import { lastRevocation } from '../revocation/revoke';
import { User } from '../user/user.entity';
import { type Account, takeGuess } from './account-lock';
import { countAttempt, forgiveAttempt, networkOf } from './address-throttle';
import { assertRoomForPasswords, hashPassword, isTooLong, passwordFits, passwordNeedsRehash } from './password';
import { effectivePermissions } from './permissions';
import { UserSession } from './session.entity';
import type { SignInInput, SignInPayload } from './session.input';

const REFRESH_DAYS = 30;

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** What a column of addresses takes: one of the local link comes with its zone, and a proxy may write anything. */
const networkAddress = (text = ''): string | null => {
  const [address = ''] = text.split('%');
  return isIP(address) ? address : null;
};

const wrong = () => unauthenticated('The e-mail address or the password is wrong.');

/** Begins sessions. It works as the service itself, because nobody is signed in yet. */
export class SessionService {
  /**
   * @param signingKey the private ES256 key that signs access tokens
   * @param clock what time it is, for locks and windows
   */
  constructor(
    private readonly scope: RequestScope,
    private readonly signingKey: JWK,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError UNAUTHENTICATED, the same for unknown, wrong, locked and inactive; RATE_LIMITED for the address; UNAVAILABLE */
  async signIn({ email, password }: SignInInput): Promise<SignInPayload> {
    if (isTooLong(password)) throw wrong();
    assertRoomForPasswords();
    const { asSystem, origin } = this.scope;
    const network = networkOf(origin.address);
    // Both counts are committed before the password is looked at: parallel guesses and a failing request change nothing.
    const mayTry = !network || (await asSystem((db) => countAttempt(db, network, this.clock())));
    if (!mayTry) throw new PlatError('RATE_LIMITED', 'Too many sign-ins from your network failed; wait a quarter of an hour.');
    const account = await asSystem((db) => takeGuess(db, email, this.clock(), origin));
    const fits = await passwordFits(account?.passwordHash, password);
    if (!account || !fits) throw wrong();
    const renewed = passwordNeedsRehash(account.passwordHash) ? await hashPassword(password) : undefined;
    return asSystem(async (db) => {
      if (network) await forgiveAttempt(db, network);
      return this.begin(db, account, renewed);
    });
  }

  /**
   * @param renewed a stronger hash of the same password, to be kept from now on
   * @throws PlatError UNAUTHENTICATED when the account changed while the password was compared
   */
  private async begin(db: EntityManager, { id, passwordHash }: Account, renewed?: string): Promise<SignInPayload> {
    const user = await db.findOne(User, { where: { id, passwordHash, isActive: true }, lock: { mode: 'pessimistic_write' } });
    if (!user) throw wrong();
    const { origin } = this.scope;
    const address = networkAddress(origin.address);
    const identity = {
      userId: user.id,
      sessionId: randomUUID(),
      contactId: user.contactId ?? undefined,
      clientId: user.clientId ?? undefined,
      role: user.role,
      permissions: await effectivePermissions(db, user),
      asOf: await lastRevocation(db),
    };
    const access = await issueAccessToken(this.signingKey, identity);
    const refreshToken = randomBytes(32).toString('base64url');
    const session = db.create(UserSession, {
      id: identity.sessionId,
      userId: user.id,
      sessionToken: sha256(access.token),
      refreshToken: sha256(refreshToken),
      ipAddress: address,
      userAgent: origin.userAgent ?? null,
      expiresAt: new Date(this.clock().getTime() + REFRESH_DAYS * 86_400_000),
    });
    await db.insert(UserSession, session);
    const signedIn = {
      lastLoginDate: this.clock(),
      lastLoginIp: address,
      loginAttempts: 0,
      lockedUntil: null,
      ...(renewed && { passwordHash: renewed }),
    };
    await db.update(User, user.id, signedIn);
    Object.assign(user, signedIn);
    const events = new Events({ db, origin, viewer: new Viewer(identity) });
    if (renewed) await events.record('user.password_rehashed', user, { after: { passwordHash: renewed } });
    await events.record('session.started', session);
    return { accessToken: access.token, refreshToken, expiresAt: access.expiresAt, user };
  }
}
