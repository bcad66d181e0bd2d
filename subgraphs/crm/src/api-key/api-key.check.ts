import { conflict, PlatError } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { ApiKey } from './api-key.entity';
import type { ApiKeyHealth } from './api-key.health';
import type { ApiKeyService } from './api-key.service';

/** Checks an API key for its owner, who does not want to wait for the daily check. */
export class ApiKeyCheck {
  constructor(
    private readonly scope: RequestScope,
    private readonly health: ApiKeyHealth,
    private readonly apiKeys: ApiKeyService,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, RATE_LIMITED within ten seconds of the last check, CONFLICT */
  async check(id: string): Promise<ApiKey> {
    const { viewer, origin } = this.scope;
    const { userId } = viewer;
    // The request's transaction has not begun: neither its connection nor a lock waits for the provider.
    const leased = isUuid(id) ? await this.health.leaseOwn(id, userId) : undefined;
    if (!leased) {
      await this.apiKeys.locked(id); // says NOT_FOUND and FORBIDDEN
      throw new PlatError('RATE_LIMITED', 'This API key is being checked, or was a moment ago; wait a little, then try again.');
    }
    const isKept = await this.health.settle(leased, await this.health.examine(leased), { viewer, origin });
    const apiKey = await this.apiKeys.locked(id);
    if (!isKept) throw conflict('This ApiKey was changed in the meantime; have it checked again.');
    return apiKey;
  }
}
