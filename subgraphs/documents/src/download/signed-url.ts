import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Identity, Viewer } from '@plat/shared/access/viewer';
import { DEFAULT_PORTS } from '@plat/shared/database/service';
import { forbidden, PlatError } from '@plat/shared/errors/plat-error';
import { z } from 'zod';

/** What an address lets somebody do, once or for as long as it counts. What it is about is in it, and cannot be changed. */
export interface SignedUse {
  /** What is done with it: a route takes its own kinds and no other. */
  readonly kind: string;
  /** GET addresses answer HEAD too. */
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Where it is used; begins with `/`, and holds nothing that an address would encode. */
  readonly path: string;
  /** What else is fixed: ids, numbers, the length of a body. A key whose value is undefined is left out. */
  readonly claims: Readonly<Record<string, string | number | undefined>>;
}

/** What a request brought, when its address is ours. */
export interface VerifiedUse {
  readonly viewer: Viewer;
  readonly claims: Readonly<Record<string, string | number>>;
  readonly expiresAt: Date;
}

/** No address counts for longer. */
export const LONGEST_S = 300;
const PARAMETER = 'signature';
const SIGNED = /^\/[A-Za-z0-9_./-]*$/;
const REQUESTED = new RegExp(`^([^?#]+)\\?${PARAMETER}=([A-Za-z0-9_-]{1,12000})\\.([A-Za-z0-9_-]{43})$`);

const payload = z.object({
  kind: z.string(),
  claims: z.record(z.string(), z.union([z.string(), z.number()])),
  identity: z.record(z.string(), z.unknown()),
  expires: z.int(),
});

/** One text for every reason, so that it tells nothing. */
export const notSigned = () => forbidden('This address is not valid, or no longer: ask for a new one.');

const REFUSALS: readonly PlatError['code'][] = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'BAD_USER_INPUT'];

/** Whether an error says that what an address leads to is not, or no longer, for who has it; anything else is no reason to say so. */
export const isRefusal = (error: unknown): error is PlatError => error instanceof PlatError && REFUSALS.includes(error.code);

/**
 * Whoever has an address of ours has seen what it leads to a moment ago: that they no longer may is said in the one way that
 * tells nothing of why. What a PIN asks for, and what may pass, is said as it is.
 */
export const asNotSigned = (error: unknown): unknown => (isRefusal(error) ? notSigned() : error);

/**
 * Makes and verifies addresses that need no token besides: HMAC-SHA256 over method, path and what is in it, the identity
 * of whom it was made for among that. Texts are compared as they came, without decoding, so that each address has one spelling.
 */
export class SignedUrls {
  /** Where the service listens; a server that does says it. */
  private own = `http://127.0.0.1:${DEFAULT_PORTS.documents}`;

  constructor(
    private readonly key: Buffer,
    /** The service's address as others reach it, where that is not where it listens. */
    private readonly publicUrl?: string,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  /** Tells where the service listens, as `http://host:port`. */
  listensAt(address: string): void {
    this.own = address;
  }

  /** The service's address of a path that is no signed one. */
  at(path: string): string {
    return `${this.publicUrl ?? this.own}${path}`;
  }

  /** @param seconds how long it counts, five minutes at most @returns the whole address, and when it ends */
  sign(viewer: Viewer, { kind, method, path, claims }: SignedUse, seconds = LONGEST_S): { url: string; expiresAt: Date } {
    if (!SIGNED.test(path)) throw new Error(`The path ${path} would be encoded in an address.`);
    const expiresAt = new Date(this.clock().getTime() + Math.min(seconds, LONGEST_S) * 1_000);
    const body = { kind, claims, identity: viewer.identity, expires: expiresAt.getTime() };
    const text = Buffer.from(JSON.stringify(body)).toString('base64url');
    return { url: `${this.publicUrl ?? this.own}${path}?${PARAMETER}=${text}.${this.mac(method, path, text)}`, expiresAt };
  }

  /**
   * @param kind what the route is there for @param target path and query as the request line has them
   * @throws PlatError FORBIDDEN for everything but an address of ours that still counts, used as it was made to be
   */
  verify(kind: string, { method, target }: { method: string; target: string }): VerifiedUse {
    const [, path = '', text = '', mac = ''] = REQUESTED.exec(target) ?? [];
    const expected = this.mac(method === 'HEAD' ? 'GET' : method, path, text);
    if (mac.length !== expected.length || !timingSafeEqual(Buffer.from(mac), Buffer.from(expected))) throw notSigned();
    const body = payload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    if (body.kind !== kind || body.expires <= this.clock().getTime()) throw notSigned();
    return { viewer: new Viewer(body.identity as Identity), claims: body.claims, expiresAt: new Date(body.expires) };
  }

  private mac(method: string, path: string, text: string): string {
    return createHmac('sha256', this.key).update(`${method}\n${path}\n${text}`).digest('base64url');
  }
}
