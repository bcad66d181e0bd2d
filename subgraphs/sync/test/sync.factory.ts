import { randomBytes, randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import type { MasterKeys } from '@plat/shared/crypto/master-keys';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { TestDatabase, TestDatabaseVariant } from '@plat/shared/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import { CalendarSyncProvider, CalendarSyncToken } from '../src/calendar-token/calendar-token.entity';
import { definition } from '../src/definition';
import { PlatformLink, SyncPlatform } from '../src/platform-link/platform-link.entity';

/** sync on a test database, with rows to be had and credentials to be read. */
export interface TestSync extends TestSubgraph {
  readonly cipher: SecretCipher;
  /** A link of somebody. Its credentials are none, for those cost a key derivation. */
  platformLink(owner: Viewer, values?: Partial<PlatformLink>): Promise<PlatformLink>;
  /** A calendar of somebody. Its refresh token is none, for that costs a key derivation. */
  calendarToken(owner: Viewer, values?: Partial<CalendarSyncToken>): Promise<CalendarSyncToken>;
}

export async function startTestSync(variant: TestDatabaseVariant & { database?: TestDatabase } = {}): Promise<TestSync> {
  const masterKeys: MasterKeys = [{ id: 'test', key: randomBytes(32) }];
  const cipher = new SecretCipher(masterKeys, { iterations: 100_000 });
  const sync = await startTestSubgraph(definition({ masterKeys }, cipher), variant);
  return {
    ...sync,
    cipher,
    platformLink: (owner, values) =>
      sync.given((db) =>
        db.save(
          db.create(PlatformLink, {
            userId: owner.userId,
            name: 'Papers',
            platform: SyncPlatform.DROPBOX,
            rootPath: '/',
            credentialsCiphertext: randomUUID(),
            nonce: 'none',
            salt: 'none',
            ...values,
          } as PlatformLink),
        ),
      ),
    calendarToken: (owner, values) =>
      sync.given((db) =>
        db.save(
          db.create(CalendarSyncToken, {
            userId: owner.userId,
            contributorId: randomUUID(),
            provider: CalendarSyncProvider.GOOGLE,
            refreshTokenCiphertext: randomUUID(),
            nonce: 'none',
            salt: 'none',
            ...values,
          } as CalendarSyncToken),
        ),
      ),
  };
}
