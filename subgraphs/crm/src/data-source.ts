import type { DatabaseModel } from '@plat/shared/database/data-source';
import { Client } from './client/client.entity';
import { Contact } from './contact/contact.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreatePeople1795132801000 } from './migrations/1795132801000-create-people';
import { CreateRoles1795132802000 } from './migrations/1795132802000-create-roles';
import { CreateProperties1795132803000 } from './migrations/1795132803000-create-properties';
import { IndexLists1795132804000 } from './migrations/1795132804000-index-lists';
import { Property } from './property/property.entity';
import { UserSession } from './session/session.entity';
import { User } from './user/user.entity';

export const model = {
  entities: [User, UserSession, Contact, Client, Property],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreatePeople1795132801000,
    CreateRoles1795132802000,
    CreateProperties1795132803000,
    IndexLists1795132804000,
  ],
} satisfies DatabaseModel;
