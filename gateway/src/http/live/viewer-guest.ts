import type { Proof } from '@plat/shared/access/access-token';
import type { Revocations } from '@plat/shared/access/revocations';
import { unauthenticated } from '@plat/shared/errors/plat-error';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { tokenOf } from '../../access/bearer';
import type { GraphRequest } from '../../engine/graph';
import type { LiveSubscription } from '../../engine/subscription/live-subscription';
import type { Engine } from '../../execution/engine';
import type { FormatError, LiveGuest } from './live-guest';

/** What guests are served by. */
export interface GuestParts {
  readonly engine: Engine;
  readonly revocations: Pick<Revocations, 'assertHolds' | 'listen'>;
  readonly prove: (token: string | undefined) => Promise<Proof>;
}

/**
 * Somebody with subscriptions: as long as the token holds that was shown last, and nothing of it was revoked. A revocation ends
 * it at once, whether or not anything happens.
 */
export class ViewerGuest implements LiveGuest {
  readonly format: FormatError;
  private readonly forget: () => void;
  private expiry: NodeJS.Timeout | undefined;
  private told?: (reason: Error) => void;
  private reason?: Error;

  constructor(
    private readonly parts: GuestParts,
    private proof: Proof,
    private readonly origin: RequestOrigin,
  ) {
    this.format = parts.engine.formatOf({ viewer: proof.viewer, origin });
    parts.revocations.assertHolds(proof.viewer);
    this.forget = parts.revocations.listen((subjectId) => {
      const { userId, sessionId, tokenId } = this.proof.viewer.identity;
      if ([userId, sessionId, tokenId].includes(subjectId)) this.check();
    });
    this.await();
  }

  subscribe(request: GraphRequest): Promise<LiveSubscription> {
    const { viewer } = this.proof;
    const assertHolds = () => {
      if (this.reason) throw this.reason;
      this.parts.revocations.assertHolds(this.proof.viewer);
    };
    return this.parts.engine.subscribe(request, { viewer, origin: this.origin }, assertHolds);
  }

  async renew(brought: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (brought?.authorization === undefined) return;
    const proof = await this.parts.prove(tokenOf(brought.authorization));
    const [was, is] = [this.proof.viewer.identity, proof.viewer.identity];
    if (was.userId !== is.userId || was.sessionId !== is.sessionId || was.tokenId !== is.tokenId)
      throw unauthenticated('A connection is renewed by its own viewer.');
    this.parts.revocations.assertHolds(proof.viewer);
    this.proof = proof;
    this.await();
  }

  onEnd(told: (reason: Error) => void): void {
    this.told = told;
    if (this.reason) told(this.reason);
  }

  leave(): void {
    clearTimeout(this.expiry);
    this.forget();
  }

  private await(): void {
    clearTimeout(this.expiry);
    if (this.proof.until === Number.POSITIVE_INFINITY) return;
    const end = () => this.end(unauthenticated('The access token of this connection was not renewed.'));
    this.expiry = setTimeout(end, Math.max(0, this.proof.until - Date.now())).unref();
  }

  private check(): void {
    try {
      this.parts.revocations.assertHolds(this.proof.viewer);
    } catch (error) {
      this.end(error as Error);
    }
  }

  private end(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    this.leave();
    this.told?.(reason);
  }
}
