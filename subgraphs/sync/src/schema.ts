import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolvePlatformLink } from './platform-link/platform-link.reference';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of sync. */
export const schema: SchemaParts = {
  resolvers: [PlatformLinkResolver, UserResolver],
  references: { PlatformLink: resolvePlatformLink },
  resources: { PlatformLink: 'platform_link' },
};
