import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_PERMISSIONS, PERMISSION_ACTIONS, ROLE_PERMISSIONS, USER_ROLES } from '@plat/shared/access/permissions';
import { DEMO_USERS, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { DEMO_ACCOUNTS, seed } from '../src/seed';
import { startTestCrm, type TestCrm } from './crm.factory';
import { signIn } from './sign-in';

describe.each([1, 2])('the demo at scale %i', (scale) => {
  let crm: TestCrm;
  let world: DemoWorld;
  beforeAll(async () => {
    crm = await startTestCrm({ database: await freshDatabase('crm') });
    world = await seed(crm.subgraph, scale);
  });
  afterAll(() => crm.stop());

  it('has its rows, each by the service that makes them', async () => {
    const count = async (table: string) => Number((await crm.given((db) => db.query(`SELECT count(*) FROM ${table}`)))[0].count);
    const recorded = async (type: string) =>
      Number((await crm.given((db) => db.query('SELECT count(*) FROM outbox_events WHERE type = $1', [type])))[0].count);
    expect([await count('users'), await count('contacts'), await count('clients'), await count('properties')]).toEqual([
      6,
      6 + 8 * scale,
      1 + 4 * scale,
      8 * scale,
    ]);
    expect([world.contacts.length, world.clients.length, world.properties.length]).toEqual([4 * scale, 1 + 4 * scale, 8 * scale]);
    expect([await recorded('contact.created'), await recorded('client.created'), await recorded('property.created')]).toEqual([
      6 + 8 * scale,
      1 + 4 * scale,
      8 * scale,
    ]);
    expect(await recorded('user.created')).toBe(6);
  });

  it('has leads, one of which the members of a workspace see', async () => {
    const leadsOf = async (name: 'coordinator' | 'agency' | 'user') =>
      (await crm.ask(demoViewer(world.users[name]), '{ leads { totalCount } }')).data.leads.totalCount;
    expect([await leadsOf('coordinator'), await leadsOf('agency'), await leadsOf('user')]).toEqual([3, 1, 3]);
  });

  it('has deals of two people, some open, each with its history', async () => {
    const dealsOf = async (name: 'coordinator' | 'user' | 'client') => {
      const { data } = await crm.ask(demoViewer(world.users[name]), '{ deals { edges { node { id status events { totalCount } } } } }');
      return data.deals.edges.map(({ node }: { node: object }) => node);
    };
    const [first, ...more] = await dealsOf('coordinator');
    expect([first, more]).toEqual([{ id: expect.any(String), status: 'ACTIVE', events: { totalCount: 1 } }, []]);
    expect(await dealsOf('client')).toEqual([]);
    const all = [first, ...(await dealsOf('user'))] as { id: string; status: string }[];
    expect(all.filter(({ status }) => status === 'LOST')).toEqual([expect.objectContaining({ events: { totalCount: 2 } })]);
    const open = all.filter(({ status }) => status === 'ACTIVE').map(({ id }) => id);
    expect(world.deals.map(({ id }) => id).sort()).toEqual(open.sort());
    expect(open).toHaveLength(3);
  });

  it.each(DEMO_USERS)('lets %s sign in, and see what the world says', async (name) => {
    const { email, password, role, identity } = world.users[name];
    expect(DEMO_ACCOUNTS).toContainEqual({ email, password, role });
    expect((await signIn(crm, email, password)).data.signIn.user).toEqual({ id: identity.userId, email });
    const { data, errors } = await crm.ask(
      demoViewer(world.users[name]),
      '{ me { role contact { id } client { id } properties(first: 100) { edges { node { id title } } } } }',
    );
    expect(errors).toBeUndefined();
    const own = world.properties.filter(({ ownerId }) => ownerId === identity.userId).map(({ id, title }) => ({ node: { id, title } }));
    expect(data.me).toMatchObject({
      role,
      contact: { id: identity.contactId },
      client: identity.clientId ? { id: identity.clientId } : null,
    });
    expect(data.me.properties.edges).toHaveLength(own.length);
    expect(data.me.properties.edges).toEqual(expect.arrayContaining(own));
  });

  it('is named as the database has it', async () => {
    const found = await crm.ask(
      demoViewer(world.users.admin),
      '{ clients(first: 100) { edges { node { id name } } } contacts(first: 100) { edges { node { id firstName lastName } } } }',
    );
    const nodes = (list: string) => found.data[list].edges.map(({ node }: { node: unknown }) => node);
    expect(nodes('clients')).toEqual(expect.arrayContaining([...world.clients]));
    const names = nodes('contacts').map(({ id, firstName, lastName }: { id: string; firstName: string; lastName: string }) => ({
      id,
      name: `${firstName} ${lastName}`,
    }));
    expect(names).toEqual(expect.arrayContaining([...world.contacts]));
  });
});

describe('the catalogue of permissions in the database', () => {
  let crm: TestCrm;
  beforeAll(async () => {
    crm = await startTestCrm();
  });
  afterAll(() => crm.stop());
  const names = async (sql: string, values: unknown[] = []): Promise<string[]> =>
    (await crm.given((db) => db.query(sql, values))).map(({ name }: { name: string }) => name);

  it('is the one in code', async () => {
    expect((await names('SELECT name FROM permissions')).sort()).toEqual([...ALL_PERMISSIONS].sort());
    expect(await names(`SELECT name FROM permissions WHERE name <> resource || ':' || lower(action::text)`)).toEqual([]);
    expect((await names('SELECT unnest(enum_range(NULL::permission_action))::text AS name')).map((name) => name.toLowerCase())).toEqual([
      ...PERMISSION_ACTIONS,
    ]);
  });

  it('has the roles that there are, USER for newcomers', async () => {
    expect((await names('SELECT name FROM roles WHERE name = ANY ($1)', [USER_ROLES])).sort()).toEqual([...USER_ROLES].sort());
    expect(await names('SELECT name FROM roles WHERE is_default')).toEqual(['USER']);
  });

  it.each(USER_ROLES)('gives %s what the code gives it', async (role) => {
    const granted = await names(
      'SELECT p.name FROM permissions p JOIN role_permissions rp ON rp.permission_id = p.id JOIN roles r ON r.id = rp.role_id WHERE r.name = $1',
      [role],
    );
    expect(granted.sort()).toEqual([...ROLE_PERMISSIONS[role]].sort());
  });
});
