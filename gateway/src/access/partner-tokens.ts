import { ACCESS_TOKEN_SECONDS, type Proof } from '@plat/shared/access/access-token';
import {
  hashPartnerToken,
  PARTNER_TOKEN_FORM,
  PARTNER_TOKEN_PATH,
  PARTNER_TOKEN_PREFIX,
  type PartnerToken,
  partnerTokenAnswer,
  viewerOfPartnerToken,
} from '@plat/shared/access/partner-token';
import type { ServiceClient } from '@plat/shared/access/service-client';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { unauthenticated } from '@plat/shared/errors/plat-error';
import { LRUCache } from 'lru-cache';

/** Rights of a token are read again after this long, so that a change of its owner's travels. */
const REUSE_MS = 10_000;

interface Known {
  readonly token: PartnerToken;
  readonly viewer: Viewer;
  readonly until: number;
}

const refusal = () => unauthenticated('The access token is not valid, or no longer; sign in again.');

/** Verifies partner access tokens by asking crm, which keeps their hashes; an answer is remembered for seconds. */
export class PartnerTokens {
  private readonly known = new LRUCache<string, Known>({ max: 10_000 });
  private readonly asked = new Map<string, Promise<Known>>();

  /**
   * @param assertHolds throws for a viewer whose rights were revoked since they were read
   * @param now milliseconds, for a test to say
   */
  constructor(
    private readonly services: Pick<ServiceClient, 'call'>,
    private readonly assertHolds: (viewer: Viewer) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether a bearer token is one of these, by its first letters. */
  static isOne(token: string): boolean {
    return token.startsWith(PARTNER_TOKEN_PREFIX);
  }

  /**
   * Wrong tokens are not counted: 32 random bytes are not found by trying, and looking one up is cheap.
   * @throws PlatError UNAUTHENTICATED, the same for malformed, unknown, expired, revoked and owner shut out; UNAVAILABLE
   * when crm does not answer
   */
  async verify(token: string): Promise<Viewer> {
    return (await this.find(token)).viewer;
  }

  /** A connection that goes on has to show the token again as often as people theirs. @throws PlatError as {@link verify} */
  async prove(token: string): Promise<Proof> {
    const { viewer, token: known } = await this.find(token);
    return { viewer, until: Math.min(this.now() + ACCESS_TOKEN_SECONDS * 1_000, Date.parse(known.expiresAt)) };
  }

  /** What whoever has a token may know of it. @throws PlatError as {@link verify} */
  async describe(token: string): Promise<Pick<PartnerToken, 'name' | 'scopes' | 'expiresAt'>> {
    const { name, scopes, expiresAt } = (await this.find(token)).token;
    return { name, scopes, expiresAt };
  }

  private async find(token: string): Promise<Known> {
    if (!PARTNER_TOKEN_FORM.test(token)) throw refusal();
    const hash = hashPartnerToken(token);
    const remembered = this.remembered(hash);
    if (remembered) return remembered;
    // Requests that come while crm is asked share its answer.
    const asking = this.asked.get(hash) ?? this.ask(hash).finally(() => this.asked.delete(hash));
    this.asked.set(hash, asking);
    const known = await asking;
    this.assertHolds(known.viewer);
    return known;
  }

  /** What was revoked is forgotten and asked again: of an owner with other rights now, the token may still hold. */
  private remembered(hash: string): Known | undefined {
    const known = this.known.get(hash);
    if (!known || known.until <= this.now()) return undefined;
    try {
      this.assertHolds(known.viewer);
      return known;
    } catch {
      this.known.delete(hash);
      return undefined;
    }
  }

  private async ask(hash: string): Promise<Known> {
    const { token } = await this.services.call('crm', PARTNER_TOKEN_PATH, NOBODY, { hash }, partnerTokenAnswer);
    if (!token) throw refusal();
    const until = Math.min(this.now() + REUSE_MS, Date.parse(token.expiresAt));
    const known = { token, viewer: viewerOfPartnerToken(token), until };
    this.known.set(hash, known);
    return known;
  }
}
