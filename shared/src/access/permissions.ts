/** What can be done with a resource; the seeds call the last one `admin`: deciding over it for everybody. */
export const PERMISSION_ACTIONS = ['read', 'write', 'delete', 'admin'] as const;
export type PermissionAction = (typeof PERMISSION_ACTIONS)[number];

/** Every resource that permissions speak of. A policy that names another one does not compile. */
export const PERMISSION_RESOURCES = [
  'activity',
  'catalogue',
  'client',
  'communication_log',
  'contact',
  'contributor',
  'deal',
  'document',
  'exchange',
  'inquiry',
  'interaction',
  'invoice',
  'lead',
  'platform_link',
  'project',
  'property',
  'build',
  'role',
  'setting',
  'task',
  'template',
  'user',
  'workspace',
] as const;
export type PermissionResource = (typeof PERMISSION_RESOURCES)[number];

/** The name of a permission, as stored in crm's `permissions.name`: `project:read`. */
export type Permission = `${PermissionResource}:${PermissionAction}`;

/** The primary role of a person, `users.role`. */
export const USER_ROLES = [
  'USER',
  'ADMIN',
  'SUPPORT',
  'STANDARD',
  'CLIENT',
  'AGENT',
  'EMPLOYEE',
  'THIRD_PARTY',
  'AGENCY',
  'COORDINATOR',
] as const;
export type RoleName = (typeof USER_ROLES)[number];

const readAndWrite = (...resources: PermissionResource[]): Permission[] =>
  resources.flatMap((resource) => [`${resource}:read`, `${resource}:write`] as Permission[]);

/** Every permission there is, in a fixed order. */
export const ALL_PERMISSIONS: readonly Permission[] = PERMISSION_RESOURCES.flatMap((resource) =>
  PERMISSION_ACTIONS.map((action) => `${resource}:${action}` as const),
);

const OFFICE = readAndWrite(
  'client',
  'inquiry',
  'interaction',
  'activity',
  'communication_log',
  'project',
  'build',
  'task',
  'invoice',
  'contributor',
  'catalogue',
);

/** What each role may do when a database is seeded; an admin may change it afterwards. */
export const ROLE_PERMISSIONS: Readonly<Record<RoleName, readonly Permission[]>> = {
  ADMIN: ALL_PERMISSIONS,
  SUPPORT: ALL_PERMISSIONS.filter((permission) => permission.endsWith(':read')),
  EMPLOYEE: OFFICE,
  AGENT: OFFICE,
  COORDINATOR: ['client:read', 'inquiry:read', 'template:read', ...readAndWrite('contact')],
  USER: [],
  STANDARD: [],
  CLIENT: [],
  THIRD_PARTY: [],
  AGENCY: [],
};
