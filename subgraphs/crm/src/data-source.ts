import type { DatabaseModel } from '@plat/shared/database/data-source';
import { Client } from './client/client.entity';
import { Contact } from './contact/contact.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreatePeople1795132801000 } from './migrations/1795132801000-create-people';
import { CreateRoles1795132802000 } from './migrations/1795132802000-create-roles';
import { CreateProperties1795132803000 } from './migrations/1795132803000-create-properties';
import { ProtectUserRoles1795132820000 } from './migrations/1795132820000-protect-user-roles';
import { CreateUserPreferences1795132820001 } from './migrations/1795132820001-create-user-preferences';
import { Permission } from './permission/permission.entity';
import { UserPreference } from './preference/preference.entity';
import { Property } from './property/property.entity';
import { Role } from './role/role.entity';
import { UserSession } from './session/session.entity';
import { User } from './user/user.entity';

export const model = {
  entities: [User, UserSession, Contact, Client, Property, Role, Permission, UserPreference],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreatePeople1795132801000,
    CreateRoles1795132802000,
    CreateProperties1795132803000,
    ProtectUserRoles1795132820000,
    CreateUserPreferences1795132820001,
  ],
} satisfies DatabaseModel;
