import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { PlatformLink } from './platform-link/platform-link.entity';
import { visiblePlatformLinks } from './platform-link/platform-link.policy';

/** What other services may refer to: the platform links that the viewer sees. */
export const existence: Existence = { PlatformLink: visibleIds(PlatformLink, visiblePlatformLinks) };
