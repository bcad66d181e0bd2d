import type { Scope } from '@plat/shared/access/scope';
import type { Permission } from './permission.entity';

/** What permissions there are is no secret: whoever is signed in reads the whole catalogue, and nobody writes it. */
export const everyPermission = (): Scope<Permission> => ({});
