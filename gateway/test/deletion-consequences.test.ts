import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { deletionsOn, type StackDeletions } from './deletions';
import { startTestStack, type TestStack } from './test-stack';

const ROLES = ['ADMIN', 'COORDINATOR', 'CLIENT', 'THIRD_PARTY', 'AGENCY', 'USER'] as const;
type Role = (typeof ROLES)[number];

const ADDRESS = { line1: '1 Main St', city: 'Reno', state: 'NV', zip: '89501' };
const FILE = { fileName: 'new.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/new.pdf' };
const creating = (noun: string) => `mutation ($input: Create${noun}Input!) { create${noun}(input: $input) { id } }`;
const PROPERTY = { address: ADDRESS, propertyType: 'HOUSE' };
const AUDIT = `SELECT seq, actor_user_id, about_exchange_id, about_contributor_id, hash FROM audit_logs WHERE seq <= $1 ORDER BY seq`;

/** What the end of each thing means in the databases of the others, services asking each other over HTTP. */
describe('what ends with something, in all services', () => {
  let stack: TestStack;
  let at: StackDeletions;
  const tokens = {} as Record<Role, string>;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
    at = deletionsOn(stack);
    for (const role of ROLES) tokens[role] = await stack.signIn(role);
    await at.settle();
  }, 120_000);
  afterAll(() => stack.stop(), 60_000);

  const act = async (by: Role, query: string, variables: Record<string, unknown>): Promise<string> => {
    const { data, errors } = await stack.ask(query, variables, tokens[by]);
    expect(errors).toBeUndefined();
    return (Object.values(data as object)[0] as { id: string }).id;
  };
  const create = (by: Role, noun: string, input: object) => act(by, creating(noun), { input });
  const me = async (by: Role) =>
    (await stack.ask('{ me { id contact { id } } }', {}, tokens[by])).data.me as { id: string; contact: { id: string } };
  const gone = async (noun: string, id: string, by: Role, more?: string) =>
    expect([noun, await at.codeOf(at.remove(noun, id, tokens[by], more))]).toEqual([noun, undefined]);
  const settled = async () => {
    await at.settle();
    expect(await at.dangling()).toEqual([]);
  };
  const readers = async (id: string): Promise<Role[]> => {
    const seen = await Promise.all(
      ROLES.map(async (role) => (await stack.ask('query ($id: ID!) { document(id: $id) { id } }', { id }, tokens[role])).data?.document),
    );
    return ROLES.filter((_, index) => seen[index]);
  };
  const activeGrants = (id: string) =>
    at.look('documents', 'SELECT role FROM access_grants WHERE is_active AND $1 IN (subject_id, principal_id)', id);
  const anExchange = async () =>
    create('COORDINATOR', 'Exchange', { name: 'Oak for Elm', clientContactId: (await me('CLIENT')).contact.id });
  const aContact = (by: Role = 'ADMIN') => create(by, 'Contact', { type: 'OTHER', email: `${randomUUID()}@example.com`, shared: true });

  it('a property: papers and exchanges lose it, and its owner the grant; told again, nothing changes', async () => {
    const property = await create('CLIENT', 'Property', PROPERTY);
    const deed = await create('CLIENT', 'Document', { ...FILE, origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId: property });
    const exchangeId = await anExchange();
    const named = await act('COORDINATOR', 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }', {
      input: { exchangeId, propertyId: property, role: 'RELINQUISHED', description: '1 Main St' },
    });
    await at.settle();
    expect(await at.codeOf(at.remove('Property', property, tokens.ADMIN))).toBe('FORBIDDEN');
    await gone('Property', property, 'CLIENT');
    await settled();
    const left = async () => [
      await at.look('documents', 'SELECT property_id, trashed_at, version FROM documents WHERE id = $1', deed),
      await at.look('exchanges', 'SELECT property_id, version FROM exchange_properties WHERE id = $1', named),
      await activeGrants(property),
    ];
    const after = await left();
    expect(after).toMatchObject([[{ property_id: null, trashed_at: null }], [{ property_id: null }], []]);
    await stack.lookInto('crm', 'UPDATE outbox_deliveries SET delivered_at = NULL, attempts = 0');
    for (const service of SERVICES.filter((name) => name !== 'crm')) await stack.lookInto(service, 'DELETE FROM inbox_events');
    await settled();
    expect(await left()).toEqual(after);
    expect(await readers(deed)).toEqual(['ADMIN', 'CLIENT']);
  });

  it('a lead that goes to the trash: nobody loses its papers', async () => {
    const lead = await create('COORDINATOR', 'Lead', { name: 'Lea', email: `${randomUUID()}@example.com` });
    const w9 = await at.one(
      'documents',
      `INSERT INTO documents (title, file_url, origin, lead_id, lead_document_type) VALUES ('W9', 'https://f.example.com', 'LEAD', $1, 'W9') RETURNING id`,
      lead,
    );
    await gone('Lead', lead, 'COORDINATOR');
    await settled();
    expect(await at.look('documents', 'SELECT lead_id, trashed_at FROM documents WHERE id = $1', w9)).toEqual([
      { lead_id: lead, trashed_at: null },
    ]);
    expect(await readers(w9)).toEqual(['ADMIN', 'COORDINATOR']);
  });

  it('an exchange: its papers are in the trash, where nobody reads them; parts and grants end; what was done stays', async () => {
    const exchangeId = await anExchange();
    const paper = await create('COORDINATOR', 'Document', { ...FILE, origin: 'EXCHANGE', exchangeId });
    const open = await create('COORDINATOR', 'Document', { ...FILE, origin: 'EXCHANGE', exchangeId, accessLevel: 'PUBLIC' });
    await at.settle();
    expect([await readers(paper), await readers(open)]).toEqual([['ADMIN', 'COORDINATOR', 'CLIENT'], ROLES]);
    // What has been told is in the lists of everything, too.
    const { data } = await stack.ask('{ documents(first: 100) { edges { node { id } } } }', {}, tokens.CLIENT);
    expect(data.documents.edges).toContainEqual({ node: { id: paper } });
    for (const role of ROLES.slice(1))
      expect([role, await at.codeOf(at.remove('Exchange', exchangeId, tokens[role]))]).toEqual([
        role,
        ['COORDINATOR', 'CLIENT'].includes(role) ? 'FORBIDDEN' : 'NOT_FOUND',
      ]);
    const [{ seq }] = (await at.look('crm', 'SELECT max(seq) AS seq FROM audit_logs')) as [{ seq: string }];
    const audited = await at.look('crm', AUDIT, seq);
    await gone('Exchange', exchangeId, 'ADMIN');
    await settled();
    expect([await readers(paper), await readers(open)]).toEqual([[], []]);
    const lists = await Promise.all(
      ROLES.map((role) =>
        stack.ask('query ($id: ID!) { documents(filter: { exchangeId: { eq: $id } }) { totalCount } }', { id: exchangeId }, tokens[role]),
      ),
    );
    expect(lists.map(({ data }) => data.documents.totalCount)).toEqual(ROLES.map(() => 0));
    expect(await activeGrants(exchangeId)).toEqual([]);
    expect(await at.look('crm', AUDIT, seq)).toEqual(audited);
    expect(await at.look('crm', 'SELECT FROM audit_logs WHERE exchange_id = $1', exchangeId)).toEqual([]);
    expect((await at.look('crm', 'SELECT FROM audit_logs WHERE about_exchange_id = $1', exchangeId)).length).toBeGreaterThan(1);
  });

  it('a platform link: its papers stay unless its owner says otherwise', async () => {
    for (const [more, trashed] of [
      ['', false],
      [', documents: TRASH', true],
    ] as const) {
      const link = await create('USER', 'PlatformLink', {
        name: randomUUID(),
        platform: 'DROPBOX',
        rootPath: '/',
        credentials: { token: 't' },
      });
      const paper = await create('USER', 'Document', {
        ...FILE,
        origin: 'PLATFORM',
        platform: 'WEB',
        platformPath: '/1',
        platformLinkId: link,
      });
      await at.settle();
      await gone('PlatformLink', link, 'USER', more);
      await settled();
      expect(await readers(paper)).toEqual(trashed ? [] : ['ADMIN', 'USER']);
      expect(await activeGrants(link)).toEqual([]);
    }
  });

  it('a project, then its client: papers in the trash, builds without a client, a login that is the client’s no more', async () => {
    const client = await create('ADMIN', 'Client', { name: 'Nobody yet' });
    const project = await create('ADMIN', 'Project', { clientId: client, weddingDate: '2030-06-15' });
    const build = await create('ADMIN', 'Build', { clientId: client });
    const plan = await at.one(
      'documents',
      `INSERT INTO documents (title, file_url, origin, project_id, client_visible) VALUES ('Plan', 'https://f.example.com', 'PROJECT', $1, true) RETURNING id`,
      project,
    );
    await at.settle();
    const { errors } = await at.remove('Client', client, tokens.ADMIN);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'REFERENCED', references: [{ type: 'Project', count: 1 }] });
    await gone('Project', project, 'ADMIN');
    await settled();
    expect(await readers(plan)).toEqual([]);
    expect(await activeGrants(project)).toEqual([]);
    await gone('Client', client, 'ADMIN');
    await settled();
    expect(await at.look('builds', 'SELECT client_id FROM builds WHERE id = $1', build)).toEqual([{ client_id: null }]);
  });

  it('a role: contributors lose it', async () => {
    const role = await create('ADMIN', 'Role', { name: `Second shooter ${randomUUID()}` });
    const contributor = await at.one('builds', 'SELECT id FROM contributors LIMIT 1');
    await act('ADMIN', 'mutation ($input: UpdateContributorInput!) { updateContributor(input: $input) { id } }', {
      input: { id: contributor, roleId: role },
    });
    await gone('Role', role, 'ADMIN');
    await settled();
    expect(await at.look('builds', 'SELECT role_id FROM contributors WHERE id = $1', contributor)).toEqual([{ role_id: null }]);
  });

  it('a contact: only one of whom nothing is known goes; a login, a client and a participant are archived', async () => {
    const exchangeId = await anExchange();
    const [login, client, participant, free] = [(await me('USER')).contact.id, await aContact(), await aContact(), await aContact()];
    await create('ADMIN', 'Client', { name: 'A client', contactId: client });
    await act('COORDINATOR', 'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id } }', {
      input: { exchangeId, contactId: participant, role: 'AGENCY' },
    });
    for (const [id, type] of [
      [login, 'User'],
      [client, 'Client'],
      [participant, 'ExchangeParticipant'],
    ] as const) {
      const { data, errors } = await at.remove('Contact', id, tokens.ADMIN);
      expect([data.deleteContact, errors?.[0]?.extensions]).toMatchObject([null, { code: 'REFERENCED', references: [{ type, count: 1 }] }]);
    }
    // A part that ended is a part that somebody took.
    await stack.lookInto('exchanges', 'UPDATE exchange_participants SET is_active = false WHERE contact_id = $1', [participant]);
    expect(await at.codeOf(at.remove('Contact', participant, tokens.ADMIN))).toBe('REFERENCED');
    await gone('Contact', free, 'ADMIN');
    await settled();
  });

  it('a person: sessions and tokens at once, all that is theirs soon, and never what they did', async () => {
    const role = 'THIRD_PARTY';
    const { id, contact } = await me(role);
    const { email, password } = stack.demoUsers.find((user) => user.role === role) as (typeof stack.demoUsers)[number];
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { refreshToken } }';
    const { refreshToken } = (await stack.ask(signIn, { input: { email, password } })).data.signIn;
    const contributor = await at.one('builds', 'SELECT id FROM contributors WHERE user_id = $1', id);
    const calendar = await at.one('sync', 'SELECT id FROM calendar_sync_tokens WHERE contributor_id = $1', contributor);
    expect(calendar).not.toBe('undefined');
    const property = await create(role, 'Property', PROPERTY);
    const deed = await create(role, 'Document', { ...FILE, origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId: property });
    await at.settle();
    expect((await activeGrants(id)).length).toBeGreaterThan(0);
    const acts = `SELECT id, payload FROM outbox_events WHERE actor_user_id = $1 ORDER BY seq`;
    const acted = await Promise.all(SERVICES.map((service) => at.look(service, acts, id)));
    const [{ seq }] = (await at.look('crm', 'SELECT max(seq) AS seq FROM audit_logs')) as [{ seq: string }];
    const audited = await at.look('crm', AUDIT, seq);
    expect(audited.filter(({ actor_user_id }) => actor_user_id === id).length).toBeGreaterThan(2);

    await gone('User', id, 'ADMIN');
    expect(await at.codeOf(stack.ask('{ me { id } }', {}, tokens[role]))).toBe('UNAUTHENTICATED');
    expect(await at.codeOf(stack.ask('{ documents { totalCount } }', {}, tokens[role]))).toBe('UNAUTHENTICATED');
    const refresh = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken } }';
    expect(await at.codeOf(stack.ask(refresh, { input: { refreshToken } }))).toBe('UNAUTHENTICATED');
    expect(await at.codeOf(stack.ask(signIn, { input: { email, password } }))).toBe('UNAUTHENTICATED');
    expect(await at.look('crm', 'SELECT FROM user_sessions WHERE user_id = $1', id)).toEqual([]);
    await settled();

    const inCrm = await at.look(
      'crm',
      `SELECT c.conrelid::regclass::text AS name, a.attname AS column FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.confrelid = 'users'::regclass`,
    );
    expect(inCrm.length).toBeGreaterThan(10);
    for (const { name, column } of inCrm)
      expect([name, await at.look('crm', `SELECT FROM ${name} WHERE ${column} = $1`, id)]).toEqual([name, []]);
    expect(await at.look('builds', 'SELECT FROM contributors WHERE id = $1', contributor)).toEqual([]);
    expect(await at.look('sync', 'SELECT FROM calendar_sync_tokens WHERE id = $1', calendar)).toEqual([]);
    expect(await activeGrants(id)).toEqual([]);
    expect(await readers(deed)).toEqual([]);
    // Who it was stays: the person of the registry with the parts in exchanges, and what was done.
    expect(await at.look('crm', 'SELECT id FROM contacts WHERE id = $1', contact.id)).toHaveLength(1);
    expect((await at.look('exchanges', 'SELECT FROM exchange_participants WHERE contact_id = $1', contact.id)).length).toBeGreaterThan(0);
    expect(await Promise.all(SERVICES.map((service) => at.look(service, acts, id)))).toEqual(acted);
    expect(await at.look('crm', AUDIT, seq)).toEqual(audited);
    expect(await at.look('crm', 'SELECT FROM audit_logs WHERE contributor_id = $1', contributor)).toEqual([]);
  });
});
