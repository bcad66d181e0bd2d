import type { DatabaseModel } from '@plat/shared/database/data-source';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreatePlatformConnections1795132801000 } from './migrations/1795132801000-create-platform-connections';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { PlatformLink } from './platform-link/platform-link.entity';

export const model = {
  entities: [PlatformLink],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreatePlatformConnections1795132801000,
    DeliverEvents1795132860000,
    FindDueEvents1795132868000,
  ],
} satisfies DatabaseModel;
