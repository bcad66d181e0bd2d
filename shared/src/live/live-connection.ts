import type { ExecutionResult } from 'graphql';
import type { VerifiedIdentity } from '../access/identity-token';
import { type Revocations, revoked } from '../access/revocations';
import type { Viewer } from '../access/viewer';
import { PlatError, unauthenticated } from '../errors/plat-error';
import type { GraphQLRequest } from '../graphql/execute';
import type { RequestOrigin } from '../graphql/request-scope';
import { Answers } from './answers';
import type { LiveBounds } from './live-bounds';
import type { LiveExecution } from './live-execution';
import type { SharedAnswers } from './shared-answers';
import type { Turns } from './turns';

/** What all live connections of a process have in common. */
export interface ConnectionParts {
  readonly execution: LiveExecution;
  readonly verify: (token: string | undefined) => Promise<VerifiedIdentity>;
  readonly revocations: Revocations;
  readonly turns: Turns;
  /** In turns, too. */
  readonly answers: SharedAnswers<ExecutionResult | undefined>;
  readonly bounds: LiveBounds;
}

/**
 * One client's subscriptions, all as the viewer of an identity token. The token proves who it is, and is not kept; what it
 * proved holds for five minutes, or until another token of the same session renews it. A revocation ends the connection at
 * once, whether or not anything happens.
 */
export class LiveConnection {
  /** Why it ended; undefined when the client left. */
  readonly over: Promise<PlatError | undefined>;
  private readonly open = new Set<Answers>();
  /** Subscriptions, and those that are about to be. */
  private count = 0;
  private end: (reason?: PlatError) => void = () => undefined;
  private isOver = false;
  private lease: NodeJS.Timeout | undefined;

  /** @param left is told when it is over */
  constructor(
    private readonly parts: ConnectionParts,
    private current: Viewer,
    readonly origin: RequestOrigin,
    private readonly left: (connection: LiveConnection) => void,
  ) {
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
    this.extend();
  }

  /** How many subscriptions it has that wait for news. */
  get subscriptions(): number {
    return [...this.open].filter(({ isOver }) => !isOver).length;
  }

  /** @throws PlatError UNAUTHENTICATED, after which the connection is over, unless the token is one of the same viewer */
  async renew(token: string): Promise<void> {
    try {
      const { viewer } = await this.parts.verify(token);
      const [was, is] = [this.current.identity, viewer.identity];
      if (was.userId !== is.userId || was.sessionId !== is.sessionId || was.tokenId !== is.tokenId)
        throw unauthenticated('A connection is renewed by its own viewer.');
      this.parts.revocations.assertHolds(viewer);
      this.current = viewer;
      this.extend();
    } catch (error) {
      this.close(error as PlatError);
      throw error;
    }
  }

  /** Ends it if the viewer was revoked. @throws PlatError UNAUTHENTICATED */
  assertHolds(): void {
    if (this.isOver) throw revoked();
    try {
      this.parts.revocations.assertHolds(this.current);
    } catch (error) {
      this.close(error as PlatError);
      throw error;
    }
  }

  /** @returns what is told from now on @throws NotSubscribed, PlatError; {@link format} has them as clients read them */
  async subscribe(request: GraphQLRequest): Promise<Answers> {
    this.assertHolds();
    if (this.count >= this.parts.bounds.subscriptions)
      throw new PlatError('LIMIT', `One connection has ${this.parts.bounds.subscriptions} subscriptions at most.`);
    this.count += 1;
    try {
      return await this.start(request);
    } catch (error) {
      this.count -= 1;
      throw error;
    }
  }

  format(error: unknown) {
    return this.parts.execution.format(error, this.origin);
  }

  /** Ends all its subscriptions. */
  close(reason?: PlatError): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.lease);
    this.left(this);
    this.end(reason);
    for (const one of this.open) void one.return();
  }

  private async start(request: GraphQLRequest): Promise<Answers> {
    const { execution, turns, answers, revocations } = this.parts;
    const operation = execution.prepare(request);
    const stream = await turns.run(() => execution.start(operation, this.current, this.origin));
    if (this.isOver) {
      stream.finish();
      throw revoked();
    }
    const told = new Answers(
      stream,
      async (notice) => {
        if (stream.isOver) return undefined;
        const viewer = this.current;
        const result = await answers.of(JSON.stringify([notice.seq, viewer.identity, operation.key]), async () => {
          revocations.assertHolds(viewer);
          return execution.answer(operation, { stream, notice, viewer }, this.origin);
        });
        this.assertHolds();
        return result && execution.told(result, this.origin);
      },
      (one) => {
        if (this.open.delete(one)) this.count -= 1;
      },
    );
    this.open.add(told);
    return told;
  }

  private extend(): void {
    clearTimeout(this.lease);
    this.lease = setTimeout(
      () => this.close(unauthenticated('The identity of this connection was not renewed.')),
      this.parts.bounds.leaseMs,
    );
    this.lease.unref();
  }
}
