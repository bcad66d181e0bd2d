import type { GraphQLError } from 'graphql';
import type { Graph } from '../graph';
import { isRefused } from '../operation/operations';
import { EventSources } from './event-sources';
import { type LiveParts, LiveSubscription, SubscriptionRefused } from './live-subscription';

/** All subscriptions that a gateway serves. */
export class LiveSubscriptions {
  readonly sources = new EventSources();
  private readonly all = new Set<LiveSubscription>();

  /** How many there are. */
  get size(): number {
    return this.all.size;
  }

  /** @param graph the one that is served now @throws SubscriptionRefused */
  async start(parts: LiveParts, graph: () => Graph): Promise<LiveSubscription> {
    for (;;) {
      const served = graph();
      const prepared = await served.subscription(parts.request).catch((error: GraphQLError) => [error]);
      if (served !== graph()) continue; // another took over meanwhile, and has looked after those that there were
      if (isRefused(prepared)) throw new SubscriptionRefused(prepared);
      const one: LiveSubscription = new LiveSubscription(parts, this.sources, prepared, (over) => this.all.delete(over));
      this.all.add(one);
      return one;
    }
  }

  /** Lets all go on under another supergraph. */
  async renew(graph: Graph): Promise<void> {
    for (const one of [...this.all]) await one.renew(graph);
  }

  /** Ends all. */
  stop(error: Error): void {
    for (const one of [...this.all]) one.end(error);
  }
}
