import type { AsSystem } from '@plat/shared/database/system-database';
import type { WebhookSending } from './webhook-sending';

/** Webhooks that this process serves at a time; each of them has one lane at most. */
const LANES = 8;

/**
 * Serves webhooks side by side, so that one which does not answer holds back its own messages alone. A second call, for
 * what came meanwhile, finds the lanes that are free and returns; the first one waits for all.
 */
export class WebhookLanes {
  private readonly lanes = new Set<Promise<void>>();
  private failure: unknown;

  constructor(private readonly sending: (asSystem: AsSystem) => WebhookSending) {}

  /** @throws what a lane threw, when all have ended */
  async drain(asSystem: AsSystem, signal: AbortSignal): Promise<void> {
    const isFirst = this.lanes.size === 0;
    this.open(this.sending(asSystem), signal);
    if (!isFirst) return;
    while (this.lanes.size > 0) await Promise.race(this.lanes);
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
  }

  private open(sending: WebhookSending, signal: AbortSignal): void {
    if (this.lanes.size >= LANES || signal.aborted) return;
    const lane: Promise<void> = this.run(sending, signal)
      .catch((error) => {
        this.failure ??= error;
      })
      .finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  /** One turn after another. Whoever finds something to do lets another one look for more. */
  private async run(sending: WebhookSending, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const webhook = await sending.lease();
      if (!webhook) return;
      this.open(sending, signal);
      await sending.serve(webhook, signal);
    }
  }
}
