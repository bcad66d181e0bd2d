import { type SecretCipher, UnreadableSecretError } from '@plat/shared/crypto/secret-cipher';
import type { AsSystem } from '@plat/shared/database/system-database';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { askProvider, probeOf } from './api-key.asking';
import { ApiKey, ApiKeyStatus } from './api-key.entity';
import type { ApiKeyProbes } from './api-key.probe';
import { openApiKey } from './sealed-key';

/** Longer than a check takes. While it lasts, nobody else checks the key; when its checker was killed, somebody else will. */
const LEASE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** How soon an owner may have a key checked again. */
const PAUSE_MS = 10_000;

/** A key that is ours to check for a while. */
export interface LeasedApiKey extends Pick<ApiKey, 'id' | 'userId' | 'service' | 'isActive' | 'keyCiphertext' | 'nonce' | 'salt'> {
  readonly until: Date;
}

const LEASED = `k.id, k.user_id AS "userId", k.service, k.is_active AS "isActive", k.key_ciphertext AS "keyCiphertext", k.nonce, k.salt,
  k.check_leased_until AS until`;

/** The key in use that has waited longest; one that another checker has, or that somebody edits right now, is passed over. */
const LEASE_DUE = `WITH due AS MATERIALIZED (
    SELECT id FROM api_keys
    WHERE is_active AND (last_checked IS NULL OR last_checked <= $1) AND (check_leased_until IS NULL OR check_leased_until <= $2)
    ORDER BY last_checked NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED
  ), leased AS (UPDATE api_keys k SET check_leased_until = $3 FROM due WHERE k.id = due.id RETURNING ${LEASED})
  SELECT * FROM leased`;

/** A key of this owner, for which the same pause holds whoever checked it last. */
const LEASE_OWN = `WITH leased AS (UPDATE api_keys k SET check_leased_until = $3
    WHERE k.id = $4 AND k.user_id = $5 AND (k.last_checked IS NULL OR k.last_checked <= $1)
      AND (k.check_leased_until IS NULL OR k.check_leased_until <= $2) RETURNING ${LEASED})
  SELECT * FROM leased`;

const KEEP = 'UPDATE api_keys SET status = $2, last_checked = $3, check_leased_until = NULL WHERE id = $1';
const GIVE_BACK = 'UPDATE api_keys SET check_leased_until = NULL WHERE id = $1 AND check_leased_until = $2';

export interface ApiKeyHealthParts {
  readonly asSystem: AsSystem;
  readonly cipher: SecretCipher;
  readonly probes: ApiKeyProbes;
  readonly clock: () => Date;
}

/** Finds out whether keys still open what they are for. No transaction is open while a key is decrypted or a provider asked. */
export class ApiKeyHealth {
  constructor(private readonly parts: ApiKeyHealthParts) {}

  /** The next key to check: in use, and not checked for a day. */
  leaseDue(): Promise<LeasedApiKey | undefined> {
    return this.lease(LEASE_DUE, DAY_MS);
  }

  /** A key of this user, unless it is being checked, or was within the last ten seconds. */
  leaseOwn(id: string, userId: string): Promise<LeasedApiKey | undefined> {
    return this.lease(LEASE_OWN, PAUSE_MS, id, userId);
  }

  /** What there is to say of a key; undefined leaves its status as it is. */
  async examine({ service, isActive, ...sealed }: LeasedApiKey): Promise<ApiKeyStatus | undefined> {
    if (!isActive) return undefined;
    const { cipher, probes } = this.parts;
    const key = await openApiKey(cipher, sealed).catch((error) => {
      if (error instanceof UnreadableSecretError) return undefined;
      throw error;
    });
    if (key === undefined) return ApiKeyStatus.UNHEALTHY;
    const probe = probeOf(probes, service);
    if (!probe) return ApiKeyStatus.ACTIVE;
    const answer = await askProvider(probe, key);
    if (answer === 'silent') return undefined;
    return answer === 'accepted' ? ApiKeyStatus.HEALTHY : ApiKeyStatus.UNHEALTHY;
  }

  /**
   * Keeps what a check has found, and records a change of status. That a key was checked is no edit: its version stays.
   * @param by who had it checked
   * @returns whether it was kept; not when the key was replaced, deleted or checked by another one meanwhile
   */
  settle(leased: LeasedApiKey, found: ApiKeyStatus | undefined, by: Pick<RequestScope, 'viewer' | 'origin'>): Promise<boolean> {
    const { asSystem, clock } = this.parts;
    const { id, keyCiphertext, until } = leased;
    return asSystem(async (db) => {
      const apiKey = await db.findOne(ApiKey, {
        where: { id, keyCiphertext, checkLeasedUntil: until },
        lock: { mode: 'pessimistic_write' },
      });
      if (!apiKey) {
        await db.query(GIVE_BACK, [id, until]);
        return false;
      }
      const status = apiKey.isActive ? (found ?? apiKey.status) : ApiKeyStatus.INACTIVE;
      await db.query(KEEP, [id, status, clock()]);
      if (status !== apiKey.status)
        await new Events({ db, ...by }).record('api_key.status_changed', apiKey, {
          before: { status: apiKey.status },
          after: { status },
          userId: apiKey.userId,
        });
      return true;
    });
  }

  private async lease(sql: string, pause: number, ...which: string[]): Promise<LeasedApiKey | undefined> {
    const { asSystem, clock } = this.parts;
    const now = clock();
    const values = [new Date(now.getTime() - pause), now, new Date(now.getTime() + LEASE_MS), ...which];
    const [leased]: LeasedApiKey[] = await asSystem((db) => db.query(sql, values));
    return leased;
  }
}
