import { randomUUID } from 'node:crypto';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { Viewer } from '@plat/shared/access/viewer';
import type { TestDatabase, TestDatabaseVariant } from '@plat/shared/testing/test-databases';
import { testSigningKey } from '@plat/shared/testing/test-keys';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import type { DeepPartial } from 'typeorm';
import { Client } from '../src/client/client.entity';
import { Contact, ContactType } from '../src/contact/contact.entity';
import { definition } from '../src/definition';
import { Property } from '../src/property/property.entity';
import { Role } from '../src/role/role.entity';
import { User, UserRole } from '../src/user/user.entity';

/** crm on a test database, with rows to be had. */
export interface TestCrm extends TestSubgraph {
  user(values?: DeepPartial<User>): Promise<User>;
  contact(values?: DeepPartial<Contact>): Promise<Contact>;
  client(values?: DeepPartial<Client>): Promise<Client>;
  role(values?: DeepPartial<Role>): Promise<Role>;
  property(owner: User, values?: DeepPartial<Property>): Promise<Property>;
}

export async function startTestCrm(variant: TestDatabaseVariant & { database?: TestDatabase } = {}): Promise<TestCrm> {
  const crm = await startTestSubgraph(definition({ jwtKeys: [testSigningKey()] }), variant);
  const email = () => `${randomUUID()}@example.com`;
  return {
    ...crm,
    user: (values) =>
      crm.given((db) =>
        db.save(db.create(User, { username: randomUUID(), email: email(), passwordHash: 'none', role: UserRole.USER, ...values })),
      ),
    contact: (values) =>
      crm.given((db) =>
        db.save(db.create(Contact, { email: email(), type: ContactType.OTHER, firstName: 'Ann', lastName: 'Archer', ...values })),
      ),
    client: (values) => crm.given((db) => db.save(db.create(Client, { name: 'Ann Archer', email: email(), ...values }))),
    role: (values) => crm.given((db) => db.save(db.create(Role, { name: randomUUID(), ...values }))),
    property: (owner, values) =>
      crm.given((db) =>
        db.save(
          db.create(Property, {
            userId: owner.id,
            title: 'House',
            propertyType: 'house',
            address: { line1: '1 Main St', city: 'Austin', state: 'TX', zip: '78701' },
            ...values,
          }),
        ),
      ),
  };
}

/** The user as a viewer, with the permissions of its role. */
export const viewerOf = ({ id, role, contactId, clientId }: User): Viewer =>
  new Viewer({
    userId: id,
    sessionId: randomUUID(),
    role,
    contactId: contactId ?? undefined,
    clientId: clientId ?? undefined,
    permissions: ROLE_PERMISSIONS[role],
  });
