import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { conflict } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { PasswordRecheck } from '../session/password-recheck';
import { ApiKey } from './api-key.entity';
import type { RevealApiKeyInput, RevealedApiKey } from './api-key.input';
import type { ApiKeyService } from './api-key.service';
import { openApiKey } from './sealed-key';

/** Takes an API key out for its owner, who gives the password again. */
export class ApiKeyReveal {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly cipher: SecretCipher,
    private readonly apiKeys: ApiKeyService,
    private readonly passwords: PasswordRecheck,
  ) {}

  /** @throws PlatError UNAUTHENTICATED, UNAVAILABLE, RATE_LIMITED, BAD_USER_INPUT for a wrong password, NOT_FOUND, FORBIDDEN, CONFLICT */
  async reveal({ id, password }: RevealApiKeyInput): Promise<RevealedApiKey> {
    await this.scope.assertCurrentIdentity();
    // Both cost a good part of a second, and the request's transaction has not begun: neither connection nor lock waits.
    await this.passwords.assertFits('input.password', password);
    const opened = isUuid(id) ? await this.open(id) : undefined;
    const apiKey = await this.apiKeys.locked(id);
    if (!opened || opened.version !== apiKey.version) throw conflict('This ApiKey was changed in the meantime; ask for it again.');
    await this.events.record('api_key.revealed', apiKey, { after: {} });
    return { apiKey, key: opened.key };
  }

  /** The system reads what a request may not; the rows of others stay shut even for it. */
  private async open(id: string): Promise<{ version: number; key: string } | undefined> {
    const { asSystem, viewer } = this.scope;
    const sealed = await asSystem((db) =>
      db.findOne(ApiKey, {
        where: { id, userId: viewer.userId },
        select: { id: true, userId: true, version: true, keyCiphertext: true, nonce: true, salt: true },
      }),
    );
    return sealed ? { version: sealed.version, key: await openApiKey(this.cipher, sealed) } : undefined;
  }
}
