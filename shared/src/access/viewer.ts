import { forbidden, unauthenticated } from '../errors/plat-error';
import type { Permission, RoleName } from './permissions';

/** Who asks, as the identity token says. Ids are uuids; absent `userId` means nobody is signed in. */
export interface Identity {
  readonly userId?: string;
  /** The user's session, revocable by itself. */
  readonly sessionId?: string;
  /** The partner access token that was used in place of a session, revocable by itself. */
  readonly tokenId?: string;
  /** The person in the registry that the user is. */
  readonly contactId?: string;
  /** The client whose login the user is. */
  readonly clientId?: string;
  readonly role?: RoleName;
  readonly permissions?: readonly Permission[];
  /** The number of the last revocation when the rights were read: later ones of this user, session or token end them. */
  readonly asOf?: number;
  /** What a partner access token was made for; absent for people. Role and ids are its owner's, and these narrow them. */
  readonly scopes?: readonly Permission[];
}

const STAFF: ReadonlySet<RoleName> = new Set<RoleName>(['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT']);

/**
 * The person, or nobody, on whose behalf a request runs. Policies ask it; nothing else decides about rights. It never
 * changes, because what follows from it is remembered: whoever has other rights is another viewer.
 */
export class Viewer {
  readonly identity: Identity;
  private readonly granted: ReadonlySet<string>;

  constructor({ permissions, scopes, ...identity }: Identity = {}) {
    this.identity = Object.freeze({
      ...identity,
      ...(permissions && { permissions: Object.freeze([...permissions]) }),
      ...(scopes && { scopes: Object.freeze([...scopes]) }),
    });
    this.granted = new Set(permissions);
    Object.freeze(this);
  }

  get isSignedIn(): boolean {
    return this.identity.userId !== undefined;
  }

  /** @throws PlatError UNAUTHENTICATED when nobody is signed in */
  get userId(): string {
    if (!this.identity.userId) throw unauthenticated();
    return this.identity.userId;
  }

  get contactId(): string | undefined {
    return this.identity.contactId;
  }

  get clientId(): string | undefined {
    return this.identity.clientId;
  }

  get isAdmin(): boolean {
    return this.identity.role === 'ADMIN';
  }

  /** Whether the viewer works here: ADMIN, SUPPORT, EMPLOYEE or AGENT. */
  get isStaff(): boolean {
    return this.identity.role !== undefined && STAFF.has(this.identity.role);
  }

  /** Whether a partner access token asks, and not the person in person. */
  get isToken(): boolean {
    return this.identity.scopes !== undefined || this.identity.tokenId !== undefined;
  }

  can(permission: Permission): boolean {
    return this.granted.has(permission);
  }

  /** @throws PlatError FORBIDDEN naming the permission that is missing */
  assertCan(permission: Permission): void {
    if (!this.can(permission)) throw forbidden(`You need the permission ${permission}.`);
  }
}

/** Nobody: sign-in and public fields only. */
export const NOBODY = new Viewer();
