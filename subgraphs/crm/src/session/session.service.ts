import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { networkOf } from '@plat/shared/access/network';
import { Viewer } from '@plat/shared/access/viewer';
import { tokenHash } from '@plat/shared/crypto/secret-token';
import { PlatError, unauthenticated } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';
import { User } from '../user/user.entity';
import { type Account, takeGuess } from './account-lock';
import { countAttempt, forgiveAttempt } from './address-throttle';
import { forgetFailed, forgiveDevice, rememberDevice, takeDeviceGuess } from './known-device';
import { assertRoomForPasswords, hashPassword, isTooLong, passwordFits, passwordNeedsRehash } from './password';
import { UserSession } from './session.entity';
import type { SignInInput, SignInPayload } from './session.input';
import { forgetEndedFamilies } from './session.refresh';
import { issueTokens } from './session.tokens';

/**
 * Counted from the sign-in, and not put off by use: whoever got hold of a refresh token unseen would otherwise keep the
 * session for good, and a password once a month is what NIST asks for at least.
 */
const SESSION_DAYS = 30;

/** What a column of addresses takes: one of the local link comes with its zone, and a proxy may write anything. */
const networkAddress = (text = ''): string | null => {
  const [address = ''] = text.split('%');
  return isIP(address) ? address : null;
};

const wrong = () => unauthenticated('The e-mail address or the password is wrong.');

const renewedHash = async ({ passwordHash }: Account, password: string): Promise<string | undefined> =>
  passwordNeedsRehash(passwordHash) ? hashPassword(password) : undefined;

/** An account whose password was right, and by which of its devices, if it was one. */
interface Admitted {
  readonly account: Account;
  readonly network?: string;
  readonly device?: { readonly id: string; readonly token: string };
  /** A stronger hash of the same password, to be kept from now on. */
  readonly renewed?: string;
}

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

  /** @throws PlatError UNAUTHENTICATED, the same for unknown, wrong, locked, inactive and not confirmed; RATE_LIMITED for the address; UNAVAILABLE */
  async signIn({ email, password, deviceToken }: SignInInput): Promise<SignInPayload> {
    if (isTooLong(password)) throw wrong();
    assertRoomForPasswords();
    const { asSystem, origin } = this.scope;
    const known = deviceToken ? await asSystem((db) => takeDeviceGuess(db, email, deviceToken, this.clock())) : undefined;
    if (known && deviceToken) {
      if (!(await passwordFits(known.passwordHash, password))) {
        await asSystem((db) => forgetFailed(db, known.deviceId, origin));
        throw wrong();
      }
      const renewed = await renewedHash(known, password);
      return asSystem((db) => this.begin(db, { account: known, device: { id: known.deviceId, token: deviceToken }, renewed }));
    }
    const network = networkOf(origin.address);
    // Both counts are committed before the password is looked at: parallel guesses and a failing request change nothing.
    const mayTry = !network || (await asSystem((db) => countAttempt(db, network, this.clock())));
    if (!mayTry) throw new PlatError('RATE_LIMITED', 'Too many sign-ins from your network failed; wait a quarter of an hour.');
    const account = await asSystem((db) => takeGuess(db, email, this.clock(), origin));
    const fits = await passwordFits(account?.passwordHash, password);
    if (!account || !fits) throw wrong();
    const renewed = await renewedHash(account, password);
    return asSystem((db) => this.begin(db, { account, network, renewed }));
  }

  /** @throws PlatError UNAUTHENTICATED when the account changed while the password was compared */
  private async begin(db: EntityManager, { account, network, device, renewed }: Admitted): Promise<SignInPayload> {
    if (network) await forgiveAttempt(db, network);
    const { id, passwordHash } = account;
    const user = await db.findOne(User, { where: { id, passwordHash, isActive: true }, lock: { mode: 'pessimistic_write' } });
    if (!user) throw wrong();
    const { origin } = this.scope;
    const [now, address] = [this.clock(), networkAddress(origin.address)];
    const sessionId = randomUUID();
    const { identity, pair } = await issueTokens(db, this.signingKey, user, sessionId);
    const events = new Events({ db, origin, viewer: new Viewer(identity) });
    const session = db.create(UserSession, {
      id: sessionId,
      userId: user.id,
      sessionToken: tokenHash(pair.accessToken),
      refreshToken: tokenHash(pair.refreshToken),
      ipAddress: address,
      userAgent: origin.userAgent ?? null,
      expiresAt: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
    });
    await db.insert(UserSession, session);
    const isKnown = device !== undefined && (await forgiveDevice(db, device.id));
    // A device has its own count; who signs in by it leaves the strangers' as it is, or each time they had ten more.
    const signedIn = {
      lastLoginDate: now,
      lastLoginIp: address,
      ...(device ? {} : { loginAttempts: 0, lockedUntil: null }),
      ...(renewed && { passwordHash: renewed }),
    };
    await db.update(User, user.id, signedIn);
    Object.assign(user, signedIn);
    if (renewed) await events.record('user.password_rehashed', user, { after: { passwordHash: renewed } });
    await forgetEndedFamilies(db, user.id, now);
    await events.record('session.started', session);
    const deviceToken = isKnown ? device.token : await rememberDevice(db, events, user.id, now);
    return { ...pair, deviceToken, user };
  }
}
