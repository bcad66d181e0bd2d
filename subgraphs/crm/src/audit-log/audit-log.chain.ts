import { createHmac } from 'node:crypto';
import { canonicalJson } from '@plat/shared/crypto/canonical-json';

/** What is hashed of a row, by column: all but its id, its hash, and the three references that become NULL on a delete. */
export interface HashedColumns {
  readonly event_id: string | null;
  readonly source_subgraph: string;
  readonly action: string;
  readonly entity_type: string;
  readonly entity_id: string | null;
  /** Values of JSON columns are themselves. */
  readonly details: unknown;
  readonly old_values: unknown;
  readonly new_values: unknown;
  /** As PostgreSQL prints it. */
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly success: boolean;
  readonly error_message: string | null;
  readonly session_id: string | null;
  /** In UTC with microseconds: `2026-03-01T09:30:00.000000Z`. */
  readonly created_at: string;
  readonly previous_hash: string | null;
  /** A whole number as text, for it may be beyond 2^53. */
  readonly seq: string;
  readonly actor_user_id: string | null;
  readonly about_exchange_id: string | null;
  readonly about_contributor_id: string | null;
}

/** Where the chain ends. */
export interface Head {
  readonly seq: string;
  readonly hash: string;
}

/**
 * HMAC-SHA256, in hexadecimal, over the previous hash (nothing for the first row) and the canonical JSON of the columns.
 * @param key 32 bytes, PLAT_AUDIT_KEY: without it nobody continues the chain, or writes it anew
 */
export const hashOf = (columns: HashedColumns, key: Buffer): string =>
  createHmac('sha256', key)
    .update(columns.previous_hash ?? '')
    .update(canonicalJson(columns))
    .digest('hex');

/** An instant as it is hashed. */
export const instant = (date: Date): string => `${date.toISOString().slice(0, -1)}000Z`;
