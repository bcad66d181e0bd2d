/** What a partner is told: that something happened to something. What it is like now, it asks the graph, with its own rights. */
export interface WebhookMessage {
  /** The event; the same however often it is sent. */
  readonly id: string;
  readonly type: string;
  readonly timestamp: Date;
  readonly subject: { readonly type: string; readonly id: string | null };
  /** Names of the subject's columns that the event is about, without a value. */
  readonly changed: readonly string[];
}

/** The body, as Standard Webhooks proposes it. */
export const bodyOf = ({ id, type, timestamp, subject, changed }: WebhookMessage): string =>
  JSON.stringify({ id, type, timestamp: timestamp.toISOString(), data: { subject, changed } });
