import type { GraphQLError } from 'graphql';
import type { ExecutionError } from '../../engine/execution/run-plan';
import type { GraphRequest } from '../../engine/graph';
import { type LiveSubscription, SubscriptionRefused } from '../../engine/subscription/live-subscription';

/** What makes an error fit to be sent. */
export type FormatError = (error: ExecutionError | GraphQLError) => object;

/** A client with subscriptions: as whom it is served, and until when. */
export interface LiveGuest {
  readonly format: FormatError;
  /** @throws SubscriptionRefused, or what else is the matter */
  subscribe(request: GraphRequest): Promise<LiveSubscription>;
  /** Goes on by what a ping of the client brought, if it brought anything. @throws Error after which the guest has to go */
  renew(brought: Readonly<Record<string, unknown>> | undefined): Promise<void>;
  /** Calls back when the guest may not stay. */
  onEnd(told: (reason: Error) => void): void;
  leave(): void;
}

/** What a client reads of why it is not, or no longer, served. */
export function formatReason(reason: unknown, format: FormatError): object[] {
  if (reason instanceof SubscriptionRefused) return reason.errors.map(format);
  return [format(reason as ExecutionError | GraphQLError)];
}
