import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deletionsOn, type StackDeletions } from './deletions';
import { startTestStack, type TestStack } from './test-stack';

const WRITERS = 20;
const FILE = { fileName: 'new.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/new.pdf' };
const PROPERTY = { address: { line1: '1 Main St', city: 'Reno', state: 'NV', zip: '89501' }, propertyType: 'HOUSE' };
const LINK = { name: 'Papers', platform: 'DROPBOX', rootPath: '/', credentials: { token: 'none' } };
/** What a client may be told who comes together with others; a database that is busy says to try again. */
const POLITE = [undefined, 'UNAUTHENTICATED', 'NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT', 'REFERENCED', 'UNAVAILABLE'];

/** Who writes a reference while what it refers to is deleted, in every service that refers to others. */
describe('deletions that meet', () => {
  let stack: TestStack;
  let at: StackDeletions;
  let admin: string;
  let coordinator: string;
  let adminIs: { id: string; contact: { id: string } };
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
    at = deletionsOn(stack);
    [admin, coordinator] = [await stack.signIn('ADMIN'), await stack.signIn('COORDINATOR')];
    adminIs = (await stack.ask('{ me { id contact { id } } }', {}, admin)).data.me;
    await at.settle();
  }, 120_000);
  afterAll(() => stack.stop(), 60_000);

  const send = (mutation: string, input: object, token = admin) =>
    stack.ask(
      `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { id } }`,
      { input },
      token,
    );
  const make = async (noun: string, input: object, token = admin): Promise<string> => {
    const { data, errors } = await send(`create${noun}`, input, token);
    expect(errors).toBeUndefined();
    return data[`create${noun}`].id;
  };
  const aContact = () => make('Contact', { type: 'OTHER', email: `${randomUUID()}@example.com`, shared: true });
  const aClient = () => make('Client', { name: 'Raced' });
  const anExchange = async () => make('Exchange', { name: 'Raced', clientContactId: adminIs.contact.id }, coordinator);
  /** After all is told nothing refers to what is not there, and nothing is half deleted. */
  const whole = async () => {
    await at.settle();
    expect(await at.dangling()).toEqual([]);
    for (const service of ['crm', 'builds', 'exchanges', 'sync'] as const)
      expect([service, await at.look(service, `SELECT type FROM deletions`)]).toEqual([service, []]);
  };

  const RACES: readonly (readonly [
    name: string,
    prepare: () => Promise<readonly [noun: string, id: string, write: (n: number) => ReturnType<TestStack['ask']>]>,
  ])[] = [
    [
      'papers of a property',
      async () => {
        const propertyId = await make('Property', PROPERTY);
        return [
          'Property',
          propertyId,
          () => send('createDocument', { ...FILE, origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId }),
        ];
      },
    ],
    [
      'papers of an exchange',
      async () => {
        const exchangeId = await anExchange();
        return ['Exchange', exchangeId, () => send('createDocument', { ...FILE, origin: 'EXCHANGE', exchangeId }, coordinator)];
      },
    ],
    [
      'projects of a client, which keep it',
      async () => {
        const clientId = await aClient();
        return ['Client', clientId, () => send('createProject', { clientId, weddingDate: '2030-06-15' })];
      },
    ],
    [
      'builds of a client, which lose it',
      async () => {
        const clientId = await aClient();
        return ['Client', clientId, () => send('createBuild', { clientId })];
      },
    ],
    [
      'parts of a contact, which keep it',
      async () => {
        const contactId = await aContact();
        const exchangeId = await anExchange();
        const roles = ['AGENCY', 'CLIENT', 'THIRD_PARTY'];
        return ['Contact', contactId, (n) => send('addExchangeParticipant', { exchangeId, contactId, role: roles[n % 3] }, coordinator)];
      },
    ],
    [
      'calendars and contributors of a user',
      async () => {
        const id = await make('User', { email: `${randomUUID()}@example.com`, role: 'USER' });
        const contactId = await at.one('crm', 'SELECT contact_id AS id FROM users WHERE id = $1', id);
        return ['User', id, () => send('createContributor', { userId: id, contactId })];
      },
    ],
    [
      'contributors in a role',
      async () => {
        const roleId = await make('Role', { name: randomUUID() });
        const id = await at.one('builds', 'SELECT id FROM contributors LIMIT 1');
        return ['Role', roleId, () => send('updateContributor', { id, roleId })];
      },
    ],
    [
      'the calendar of a contributor, who ends with a user',
      async () => {
        const userId = await make('User', { email: `${randomUUID()}@example.com`, role: 'USER' });
        const contactId = await at.one('crm', 'SELECT contact_id AS id FROM users WHERE id = $1', userId);
        const contributorId = await make('Contributor', { userId, contactId });
        return ['User', userId, () => send('createCalendarSyncToken', { contributorId, provider: 'GOOGLE', refreshToken: 'none' })];
      },
    ],
    [
      'what somebody adds of their own, whose login ends',
      async () => {
        const theirs = await stack.signIn('USER');
        const { id } = (await stack.ask('{ me { id } }', {}, theirs)).data.me;
        const deed = { ...FILE, origin: 'REAL_ESTATE', realEstateType: 'DEED' };
        const ways = [
          () => send('createPlatformLink', LINK, theirs),
          () => send('createDocument', deed, theirs),
          () => send('createProperty', PROPERTY, theirs),
        ];
        return ['User', id, (n) => (ways[n % ways.length] as () => ReturnType<TestStack['ask']>)()];
      },
    ],
    [
      'papers of a platform',
      async () => {
        const platformLinkId = await make('PlatformLink', LINK);
        const paper = { ...FILE, origin: 'PLATFORM', platform: 'dropbox', platformPath: '/new.pdf', platformLinkId };
        return ['PlatformLink', platformLinkId, () => send('createDocument', paper)];
      },
    ],
    [
      'exchanges of a contact, which keep it',
      async () => {
        const clientContactId = await aContact();
        return ['Contact', clientContactId, () => send('createExchange', { name: 'Raced', clientContactId }, coordinator)];
      },
    ],
    [
      'properties of exchanges, which lose them',
      async () => {
        const [propertyId, exchangeId] = [await make('Property', PROPERTY), await anExchange()];
        const named = { exchangeId, propertyId, role: 'RELINQUISHED', description: '1 Main St' };
        return ['Property', propertyId, () => send('addExchangeProperty', named)];
      },
    ],
  ];

  it.each(RACES)(
    '%s',
    async (_, prepare) => {
      const [noun, id, write] = await prepare();
      const asks = Array.from({ length: WRITERS + 1 }, (_, n) => (n === WRITERS / 2 ? at.remove(noun, id, admin) : write(n)));
      const codes = await Promise.all(asks.map(at.codeOf));
      for (const code of codes) expect(POLITE).toContain(code);
      await whole();
    },
    120_000,
  );

  it('two deletions of one row: one is carried out, and its event told once', async () => {
    for (const [noun, id] of [
      ['Contact', await aContact()],
      ['Client', await aClient()],
      ['Property', await make('Property', PROPERTY)],
      ['Exchange', await anExchange()],
    ] as const) {
      const codes = await Promise.all(Array.from({ length: 4 }, () => at.codeOf(at.remove(noun, id, admin))));
      expect([noun, codes.filter((code) => code === undefined).length]).toEqual([noun, 1]);
      for (const code of codes) expect([undefined, 'NOT_FOUND', 'CONFLICT']).toContain(code);
      const source = noun === 'Exchange' ? 'exchanges' : 'crm';
      expect(await at.look(source, `SELECT FROM outbox_events WHERE subject_id = $1 AND type LIKE '%.deleted'`, id)).toHaveLength(1);
    }
    await whole();
  }, 60_000);

  it('a parent and its child, in both orders: both are gone, and nobody waits for the other for ever', async () => {
    for (let n = 0; n < 6; n++) {
      const [user, clientId] = [await make('User', { email: `${randomUUID()}@example.com`, role: 'USER' }), await aClient()];
      const owned = await at.one(
        'crm',
        `INSERT INTO contacts (owner_user_id, email, type) VALUES ($1, $2, 'OTHER') RETURNING id`,
        user,
        `${randomUUID()}@example.com`,
      );
      const project = await make('Project', { clientId, weddingDate: '2030-06-15' });
      const pairs = [
        ['User', user],
        ['Contact', owned],
        ['Client', clientId],
        ['Project', project],
      ] as const;
      const codes = await Promise.all((n % 2 ? pairs : [...pairs].reverse()).map(([noun, id]) => at.codeOf(at.remove(noun, id, admin))));
      for (const code of codes) expect(POLITE.filter((one) => one !== 'BAD_USER_INPUT')).toContain(code);
      for (const [noun, id] of [...pairs].reverse())
        expect([undefined, 'NOT_FOUND']).toContain(await at.codeOf(at.remove(noun, id, admin)));
      expect(await at.look('crm', 'SELECT FROM contacts WHERE id = $1', owned)).toEqual([]);
    }
    await whole();
  }, 120_000);
});
