import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { issueAccessToken } from '@plat/shared/access/access-token';
import { Viewer } from '@plat/shared/access/viewer';
import { unauthenticated } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';
import { User } from '../user/user.entity';
import { passwordFits } from './password';
import { effectivePermissions } from './permissions';
import { UserSession } from './session.entity';
import type { SignInInput, SignInPayload } from './session.input';

const REFRESH_DAYS = 30;
const MAX_PASSWORD_BYTES = 1_024;

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** What a column of addresses takes: one of the local link comes with its zone, and a proxy may write anything. */
const networkAddress = (text = ''): string | null => {
  const [address = ''] = text.split('%');
  return isIP(address) ? address : null;
};

/** Begins sessions. It works as the service itself, because nobody is signed in yet. */
export class SessionService {
  /** @param signingKey the private ES256 key that signs access tokens */
  constructor(
    private readonly scope: RequestScope,
    private readonly signingKey: JWK,
  ) {}

  /** @throws PlatError UNAUTHENTICATED, the same for unknown, wrong, locked and inactive */
  async signIn({ email, password }: SignInInput): Promise<SignInPayload> {
    const { asSystem } = this.scope;
    const user = await asSystem((db) => db.createQueryBuilder(User, 'user').where('lower(user.email) = lower(:email)', { email }).getOne());
    const fits = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES && (await passwordFits(user?.passwordHash, password));
    const isLocked = user?.lockedUntil && user.lockedUntil > new Date();
    if (!user || !fits || !user.isActive || isLocked) throw unauthenticated('The e-mail address or the password is wrong.');
    return asSystem((db) => this.begin(db, user));
  }

  private async begin(db: EntityManager, user: User): Promise<SignInPayload> {
    const { origin } = this.scope;
    const address = networkAddress(origin.address);
    const identity = {
      userId: user.id,
      sessionId: randomUUID(),
      contactId: user.contactId ?? undefined,
      clientId: user.clientId ?? undefined,
      role: user.role,
      permissions: await effectivePermissions(db, user),
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
      expiresAt: new Date(Date.now() + REFRESH_DAYS * 86_400_000),
    });
    await db.insert(UserSession, session);
    const signedIn = { lastLoginDate: new Date(), lastLoginIp: address, loginAttempts: 0, lockedUntil: null };
    await db.update(User, user.id, signedIn);
    Object.assign(user, signedIn);
    await new Events({ db, origin, viewer: new Viewer(identity) }).record('session.started', session);
    return { accessToken: access.token, refreshToken, expiresAt: access.expiresAt, user };
  }
}
