import { apiKeyPlace } from '@plat/crm/api-key/sealed-key';
import { webhookPlace } from '@plat/crm/webhook/webhook.secret';
import { taxpayerNumberPlace } from '@plat/exchanges/taxpayer-identity/sealed-tin';
import type { SecretPlace } from '@plat/shared/crypto/secret-cipher';
import type { ServiceName } from '@plat/shared/database/service';
import { refreshTokenPlace } from '@plat/sync/calendar-token/sealed-token';
import { credentialsPlace } from '@plat/sync/platform-link/credentials';

/** A table that keeps a secret in each row: its ciphertext, and beside it `nonce` and `salt`. */
export interface SealedTable {
  readonly service: ServiceName;
  readonly table: string;
  readonly column: string;
  /** The column of whom or what the secret belongs to; `user_id` unless given. */
  readonly owner?: string;
  /** Where a row's secret is bound to, as its service says; `userId` is of whom it belongs to. */
  readonly place: (row: { id: string; userId: string }) => SecretPlace;
}

/** Every table with secrets under the master keys. A new one belongs here, or its rows lose their key at a rotation. */
export const SEALED_TABLES: readonly SealedTable[] = [
  { service: 'crm', table: 'api_keys', column: 'key_ciphertext', place: apiKeyPlace },
  { service: 'crm', table: 'webhooks', column: 'secret_ciphertext', place: webhookPlace },
  { service: 'sync', table: 'platform_connections', column: 'credentials_ciphertext', place: credentialsPlace },
  { service: 'sync', table: 'calendar_sync_tokens', column: 'refresh_token_ciphertext', place: refreshTokenPlace },
  {
    service: 'exchanges',
    table: 'taxpayer_identities',
    column: 'tin_ciphertext',
    owner: 'exchange_id',
    place: ({ id, userId }) => taxpayerNumberPlace({ id, exchangeId: userId }),
  },
];
