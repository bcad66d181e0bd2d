import type { SyncContext } from '../context';
import type { PlatformLink } from './platform-link.entity';

export const resolvePlatformLink = ({ id }: Pick<PlatformLink, 'id'>, { loaders }: SyncContext) => loaders.platformLink.load(id);
