import type { Permission, RoleName } from '@plat/shared/access/permissions';
import { NOBODY } from '@plat/shared/access/viewer';
import type { AsSystem } from '@plat/shared/database/system-database';
import type { DemoUser, DemoUserName, DemoWorld } from '@plat/shared/demo/demo-world';
import { DEMO_USERS, demoViewer } from '@plat/shared/demo/demo-world';
import { Events } from '@plat/shared/events/events';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import { Client, NurtureStatus } from './client/client.entity';
import { Contact, ContactType } from './contact/contact.entity';
import type { CrmContext } from './context';
import { UserPlanName } from './plan/plan.entity';
import { PropertyStatus } from './property/property.entity';
import type { CreatePropertyInput } from './property/property.input';
import { seedDeals } from './seed.deals';
import { seedLeads } from './seed.leads';
import { hashPassword } from './session/password';
import { effectivePermissions } from './session/permissions';
import { User, UserRole } from './user/user.entity';
import { WorkspaceKind } from './workspace/workspace.entity';
import { WorkspaceRole } from './workspace-member/workspace-member.entity';

const PEOPLE: Readonly<Record<DemoUserName, readonly [first: string, last: string, role: RoleName]>> = {
  admin: ['Ada', 'Morgan', 'ADMIN'],
  coordinator: ['Carl', 'Reyes', 'COORDINATOR'],
  client: ['Clara', 'Hughes', 'CLIENT'],
  thirdParty: ['Theo', 'Banks', 'THIRD_PARTY'],
  agency: ['Agnes', 'Stone', 'AGENCY'],
  user: ['Uma', 'Field', 'USER'],
};

const account = (name: DemoUserName) => {
  const [firstName, , role] = PEOPLE[name];
  return { email: `${firstName.toLowerCase()}@plat.example.com`, password: `${firstName} explores Plat`, role };
};

/** How the people of the demo sign in, whoever wants to print it. */
export const DEMO_ACCOUNTS = DEMO_USERS.map(account);

const REGISTRY = [
  ['Paul', 'Ortega', 'Ortega Title'],
  ['Lena', 'Fischer', 'Fischer Escrow'],
  ['Sam', 'Okafor', 'Okafor & Sons'],
  ['Mia', 'Larsen', 'Larsen Lending'],
] as const;
const CLIENTS = [
  ['Nora', 'Quinn'],
  ['Owen', 'Price'],
  ['Ruth', 'Vance'],
  ['Ivan', 'Moss'],
] as const;
const STREETS = ['Lakeview Drive', 'Juniper Street', 'Congress Avenue', 'Bluebonnet Lane', 'Barton Hills Drive', 'Cedar Court'] as const;
const PLACES = [
  ['Austin', 'TX', '78704'],
  ['Boulder', 'CO', '80302'],
  ['Portland', 'OR', '97209'],
  ['Tucson', 'AZ', '85719'],
] as const;
/** Keys at services of third parties. They open nothing: no such accounts exist. */
const API_KEYS = [
  ['client', { service: 'zillow', keyName: 'default', key: 'demo only', isActive: true }],
  ['user', { service: 'openai', keyName: 'main', key: 'demo only', isActive: true }],
  ['user', { service: 'openai', keyName: 'spare', key: 'demo only', isActive: false }],
] as const;
/** Nobody has these tokens: each is shown once, to nobody here. */
const ACCESS_TOKENS = [
  ['client', 'Listing sync', ['property:read', 'property:write']],
  ['admin', 'Monthly report', ['client:read', 'property:read', 'project:read']],
] as const;
const KINDS = ['house', 'condominium', 'duplex', 'land'] as const;

/** crm's part of the demo: six logins, the people around them, and their properties. @param scale how many times as many rows */
export async function seed(crm: Subgraph, scale: number): Promise<DemoWorld> {
  const users = await logins(crm);
  const admin = demoViewer(users.admin);
  const contacts: DemoWorld['contacts'][number][] = [];
  const clients: DemoWorld['clients'][number][] = [{ id: users.client.identity.clientId as string, name: 'Clara Hughes' }];
  const properties: DemoWorld['properties'][number][] = [];
  for (let round = 0; round < scale; round += 1) {
    const suffix = round ? `.${round}` : '';
    for (const [firstName, lastName, companyName] of REGISTRY) {
      const contact = await crm.work(admin, (context: CrmContext) =>
        context.contacts.create({
          firstName,
          lastName,
          companyName,
          email: `${firstName}${suffix}@partners.example.com`.toLowerCase(),
          type: ContactType.VENDOR,
          shared: true,
        }),
      );
      contacts.push({ id: contact.id, name: `${firstName} ${lastName}` });
    }
    for (const [index, [firstName, lastName]] of CLIENTS.entries()) {
      const client = await crm.work(admin, (context: CrmContext) =>
        createClient(context, firstName, lastName, `${firstName}${suffix}@clients.example.com`.toLowerCase(), index),
      );
      clients.push({ id: client.id, name: client.name });
    }
    for (const [index, name] of (['admin', 'admin', 'admin', 'client', 'client', 'user', 'user', 'coordinator'] as const).entries()) {
      const owner = users[name];
      const input = aProperty(round * 8 + index);
      const property = await crm.work(demoViewer(owner), (context: CrmContext) => context.properties.create(input));
      properties.push({ id: property.id, ownerId: owner.identity.userId, title: String(property.title) });
    }
  }
  await Promise.all(API_KEYS.map(([name, input]) => crm.work(demoViewer(users[name]), ({ apiKeys }: CrmContext) => apiKeys.create(input))));
  for (const [name, label, scopes] of ACCESS_TOKENS) {
    const { password } = users[name];
    const expiresAt = new Date(Date.now() + 90 * 86_400_000);
    await crm.work(demoViewer(users[name]), ({ accessTokens }: CrmContext) =>
      accessTokens.create({ name: label, scopes: [...scopes], expiresAt, password }),
    );
  }
  const team = await crm.work(demoViewer(users.coordinator), async ({ workspaces, workspaceMembers }: CrmContext) => {
    const { id: workspaceId } = await workspaces.create({ name: 'Reyes Closings', kind: WorkspaceKind.TEAM });
    const members = [
      [users.agency, WorkspaceRole.EDITOR],
      [users.user, WorkspaceRole.VIEWER],
    ] as const;
    for (const [{ identity }, role] of members) await workspaceMembers.add({ workspaceId, userId: identity.userId as string, role });
    return workspaceId;
  });
  await seedLeads(crm, { users }, team);
  const deals = await seedDeals(crm, { users, properties });
  await crm.work(admin, ({ userPlans }: CrmContext) =>
    userPlans.set({ userId: users.client.identity.userId as string, planName: UserPlanName.PRO }),
  );
  return { users, contacts, clients, properties, deals, projects: [], contributors: [], exchanges: [], platformLinks: [] };
}

/** Logins are made by the system, as sign-up does; everything else by the services as these people. */
async function logins(crm: Subgraph): Promise<DemoWorld['users']> {
  const made: [DemoUserName, DemoUser][] = [];
  for (const [name, [firstName, lastName, role]] of Object.entries(PEOPLE) as [DemoUserName, (typeof PEOPLE)[DemoUserName]][]) {
    const { email, password } = account(name);
    const passwordHash = await hashPassword(password);
    made.push([
      name,
      await crm.work(NOBODY, ({ scope }: CrmContext) =>
        login(scope.asSystem, { email, password, passwordHash, firstName, lastName, role }),
      ),
    ]);
  }
  return Object.fromEntries(made) as DemoWorld['users'];
}

interface Login {
  readonly email: string;
  readonly password: string;
  readonly passwordHash: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: RoleName;
}

const login = (asSystem: AsSystem, { email, password, passwordHash, firstName, lastName, role }: Login): Promise<DemoUser> =>
  asSystem(async (db) => {
    const contact = await db.save(
      db.create(Contact, {
        ownerUserId: null,
        firstName,
        lastName,
        email,
        type: role === 'CLIENT' ? ContactType.CLIENT : ContactType.OTHER,
      }),
    );
    const events = new Events({ db, viewer: NOBODY, origin: { requestId: 'seed crm' } });
    await events.record('contact.created', contact);
    const values = { contactId: contact.id, name: `${firstName} ${lastName}`, email };
    const client = role === 'CLIENT' ? await db.save(db.create(Client, values)) : undefined;
    if (client) await events.record('client.created', client);
    const user = await db.save(
      db.create(User, {
        username: firstName.toLowerCase(),
        email,
        passwordHash,
        firstName,
        lastName,
        fullName: `${firstName} ${lastName}`,
        role: UserRole[role],
        contactId: contact.id,
        clientId: client?.id ?? null,
      }),
    );
    await events.record('user.created', user);
    await db.query('INSERT INTO email_verifications (user_id, email, verified_at) VALUES ($1, $2, now())', [user.id, email]);
    const permissions: Permission[] = await effectivePermissions(db, user);
    return { email, password, role, identity: { userId: user.id, contactId: contact.id, clientId: client?.id, role, permissions } };
  });

async function createClient(context: CrmContext, firstName: string, lastName: string, email: string, index: number) {
  const contact = await context.contacts.create({ firstName, lastName, email, type: ContactType.CLIENT, shared: true });
  return context.clients.create({
    contactId: contact.id,
    leadScore: 40 + index * 15,
    nurtureStatus: Object.values(NurtureStatus)[index % 4],
  });
}

function aProperty(index: number): CreatePropertyInput {
  const [city, state, zip] = PLACES[index % PLACES.length] as (typeof PLACES)[number];
  const street = STREETS[index % STREETS.length] as string;
  const line1 = `${100 + index * 7} ${street}`;
  return {
    title: `${line1}, ${city}`,
    address: { line1, city, state, zip },
    propertyType: KINDS[index % KINDS.length] as string,
    status: index % 5 === 4 ? PropertyStatus.UNDER_OFFER : PropertyStatus.ACTIVE,
    listingPrice: `${350_000 + index * 17_500}.00`,
    bedrooms: 2 + (index % 3),
    bathrooms: index % 2 ? '2.5' : '2',
    sizeSqft: `${1_400 + index * 55}`,
    yearBuilt: 1962 + (index % 50),
    location: city,
  };
}
