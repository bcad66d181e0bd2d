import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ExchangeParticipant,
  ParticipantPermission,
  ParticipantRole,
} from '@plat/exchanges/exchange-participant/exchange-participant.entity';
import { SERVICES } from '@plat/shared/database/service';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { aViewer } from '@plat/shared/testing/viewers';
import { deletionsOn, type StackDeletions } from './deletions';
import { startTestStack, type TestStack } from './test-stack';

const WRITERS = 20;

/** Whoever waits for a lock that is no row's. */
const WAITING = `SELECT d.oid FROM pg_locks JOIN pg_database d ON d.oid = database
  WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted`;

/** Deletions over the whole stack: services ask each other over HTTP, as processes of their own do. */
describe('deleting across services', () => {
  let stack: TestStack;
  let admin: string;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
    admin = await stack.signIn('ADMIN');
  }, 120_000);
  afterAll(() => stack.stop());

  const look: StackDeletions['look'] = (...args) => deletionsOn(stack).look(...args);
  const one: StackDeletions['one'] = (...args) => deletionsOn(stack).one(...args);
  const remove = (noun: string, id: string, token = admin) => deletionsOn(stack).remove(noun, id, token);
  const codeOf: StackDeletions['codeOf'] = (answer) => deletionsOn(stack).codeOf(answer);
  const settle = () => deletionsOn(stack).settle();
  const marks = () => look('crm', 'SELECT type FROM deletions');

  it('a user takes along what is theirs in all five databases, and what they did stays on record', async () => {
    const token = await stack.signIn('USER');
    const { data } = await stack.ask('{ me { id contact { id } } }', {}, token);
    const { id } = data.me;
    await settle();
    const house = await one(
      'crm',
      `INSERT INTO properties (user_id, address, property_type) VALUES ($1, '{"line1":"1","city":"c","state":"s","zip":"z"}', 'house') RETURNING id`,
      id,
    );
    const lead = await one('crm', `INSERT INTO leads (user_id, name) VALUES ($1, 'Lea') RETURNING id`, id);
    const link = await one(
      'sync',
      `INSERT INTO platform_connections (user_id, name, platform, root_path, credentials_ciphertext, nonce, salt)
        VALUES ($1, 'Papers', 'DROPBOX', '/', '-', '-', '-') RETURNING id`,
      id,
    );
    const document = (columns: string, values: string, ...ids: string[]) =>
      one(
        'documents',
        `INSERT INTO documents (title, file_url, ${columns}) VALUES ('Deed', 'https://f.example.com', ${values}) RETURNING id`,
        ...ids,
      );
    const deed = await document(
      'origin, user_id, uploaded_by, document_type, connection_id',
      `'REAL_ESTATE', $1, $1, 'DEED', $2`,
      id,
      link,
    );
    const w9 = await document('origin, lead_id, uploaded_by, lead_document_type', `'LEAD', $2, $1, 'W9'`, id, lead);
    const survey = await document(`origin, user_id, property_id, document_type`, `'REAL_ESTATE', $1, $2, 'SURVEY'`, randomUUID(), house);
    const evidence = await document(
      'origin, uploaded_by, exchange_id, file_name, file_type',
      `'EXCHANGE', $1, $2, 'a.pdf', 'pdf'`,
      id,
      await one('exchanges', 'SELECT id FROM exchanges LIMIT 1'),
    );
    const named = await one(
      'exchanges',
      `INSERT INTO exchange_properties (exchange_id, role, description, property_id) SELECT id, 'IDENTIFIED', '1 Main St', $1 FROM exchanges LIMIT 1 RETURNING id`,
      house,
    );
    const acted = await look('crm', 'SELECT id FROM outbox_events WHERE actor_user_id = $1 ORDER BY seq', id);

    const answer = await remove('User', id);
    expect(answer.errors).toBeUndefined();
    await settle();

    expect(
      await look(
        'crm',
        'SELECT id FROM users WHERE id = $1 UNION SELECT id FROM properties WHERE user_id = $1 UNION SELECT id FROM leads WHERE user_id = $1',
        id,
      ),
    ).toEqual([]);
    expect(await look('sync', 'SELECT id FROM platform_connections WHERE user_id = $1', id)).toEqual([]);
    const papers = await look(
      'documents',
      `SELECT id, trashed_at IS NOT NULL AS trashed, uploaded_by, property_id FROM documents WHERE id = ANY ($1) ORDER BY array_position($1, id)`,
      [deed, w9, survey, evidence],
    );
    expect(papers).toEqual([
      { id: deed, trashed: true, uploaded_by: null, property_id: null },
      { id: w9, trashed: true, uploaded_by: null, property_id: null },
      { id: survey, trashed: false, uploaded_by: null, property_id: null },
      { id: evidence, trashed: false, uploaded_by: null, property_id: null },
    ]);
    expect(await look('documents', 'SELECT id FROM documents WHERE user_id = $1 AND trashed_at IS NULL', id)).toEqual([]);
    expect(await look('exchanges', 'SELECT property_id FROM exchange_properties WHERE id = $1', named)).toEqual([{ property_id: null }]);
    expect(await look('crm', 'SELECT id FROM contacts WHERE id = $1', data.me.contact.id)).toHaveLength(1);
    expect(await look('crm', 'SELECT id FROM outbox_events WHERE actor_user_id = $1 ORDER BY seq', id)).toEqual(acted);
    for (const service of SERVICES.filter((name) => name !== 'crm'))
      expect(await look(service, `SELECT id FROM deleted_subjects WHERE type = 'User'`)).toEqual(service === 'exchanges' ? [] : [{ id }]);
    // The token of who is gone is worth nothing, at once.
    expect((await stack.ask('{ me { id } }', {}, token)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('is refused with what refers to it, here and elsewhere', async () => {
    const contact = await one(
      'crm',
      `SELECT c.id FROM contacts c WHERE c.id = ANY ($1) AND NOT EXISTS (SELECT FROM users u WHERE u.contact_id = c.id)
        AND NOT EXISTS (SELECT FROM clients k WHERE k.contact_id = c.id)`,
      // Who signed a notice as well is kept by two things.
      (await look('exchanges', 'SELECT contact_id FROM exchange_participants EXCEPT SELECT signed_by FROM identification_notices')).map(
        ({ contact_id }) => contact_id,
      ),
    );
    const client = await one('builds', 'SELECT client_id AS id FROM projects LIMIT 1');
    for (const [noun, id, type] of [
      ['Contact', contact, 'ExchangeParticipant'],
      ['Client', client, 'Project'],
    ] as const) {
      const { data, errors } = await remove(noun, id);
      expect(data[`delete${noun}`]).toBeNull();
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'REFERENCED', references: [{ type, count: expect.any(Number) }] });
    }
    expect(await marks()).toEqual([]);
  });

  it('leaves no reference that was written meanwhile', async () => {
    const { data } = await stack.ask(
      'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id } }',
      { input: { propertyType: 'house', address: { line1: '1', city: 'c', state: 's', zip: 'z' } } },
      admin,
    );
    const propertyId = data.createProperty.id;
    const exchangeId = await one('exchanges', 'SELECT id FROM exchanges LIMIT 1');
    const add = 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }';
    const write = () => stack.ask(add, { input: { exchangeId, propertyId, role: 'IDENTIFIED', description: 'Raced' } }, admin);
    const writers = Array.from({ length: WRITERS }, (_, n) => (n === WRITERS / 2 ? remove('Property', propertyId) : write()));
    const answers = await Promise.all(writers);
    expect(answers[WRITERS / 2]?.errors).toBeUndefined();
    await settle();
    expect(await look('exchanges', 'SELECT id FROM exchange_properties WHERE property_id = $1', propertyId)).toEqual([]);
    expect((await write()).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('waits for who was told that something exists, and is refused by what they wrote', async () => {
    const exchangeId = await one('exchanges', 'SELECT id FROM exchanges LIMIT 1');
    const { data } = await stack.ask(
      'mutation ($email: EmailAddress!) { createContact(input: { type: OTHER, email: $email, shared: true }) { id } }',
      { email: `a${randomUUID()}@example.com` },
      admin,
    );
    const { id } = data.createContact;
    let isOver = false;
    let told: () => void = () => undefined;
    const firstIsTold = new Promise<void>((resolve) => {
      told = resolve;
    });
    /** Writes as everybody does who refers to something: asks its owner, and writes, which here is when the deletion waits for it. */
    const write = () =>
      stack.subgraphs.exchanges.work(aViewer('ADMIN'), async ({ scope }: { scope: RequestScope }) => {
        const { db, references } = scope;
        await references.confirm([{ to: 'Contact', id, path: 'contact' }]);
        told();
        while (!isOver && (await look('exchanges', WAITING)).length === 0) await db.query('SELECT');
        const part = db.create(ExchangeParticipant, {
          exchangeId,
          contactId: id,
          role: ParticipantRole.AGENCY,
          permissions: [ParticipantPermission.VIEW],
        });
        await new Events(scope).record('exchange_participant.created', await db.save(part));
      });
    const writers = Array.from({ length: WRITERS }, () => write().catch(() => undefined)); // who comes too late writes nothing
    await firstIsTold;
    const refusal = async (): Promise<unknown> => {
      const code = await codeOf(remove('Contact', id));
      isOver = true;
      return code === 'UNAVAILABLE' ? refusal() : code; // on a busy machine, a lock that was not had in time
    };
    expect(await refusal()).toBe('REFERENCED');
    await Promise.all(writers);
    expect(await look('crm', 'SELECT id FROM contacts WHERE id = $1', id)).toHaveLength(1);
    expect(await look('exchanges', 'SELECT id FROM exchange_participants WHERE contact_id = $1', id)).toHaveLength(1);
    expect(await marks()).toEqual([]);
  });

  it('begins anew after a process that was killed between its two steps', async () => {
    const { data } = await stack.ask(
      'mutation ($email: EmailAddress!) { createContact(input: { type: OTHER, email: $email, shared: true }) { id } }',
      { email: `a${randomUUID()}@example.com` },
      admin,
    );
    const { id } = data.createContact;
    await look('crm', `INSERT INTO deletions (type, id, token) VALUES ('Contact', $1, gen_random_uuid())`, id);
    expect(await codeOf(remove('Contact', id))).toBe('CONFLICT');
    await look('crm', `UPDATE deletions SET marked_at = now() - interval '2 minutes'`);
    expect(await codeOf(remove('Contact', id))).toBeUndefined();
    expect(await marks()).toEqual([]);
  });

  it('deletes nothing while who has to be asked is away', async () => {
    const client = await one('crm', `INSERT INTO clients (name) VALUES ('Nobody') RETURNING id`);
    await stack.takeDown('builds');
    expect(await codeOf(remove('Client', client))).toBe('UNAVAILABLE');
    expect(await look('crm', 'SELECT id FROM clients WHERE id = $1', client)).toHaveLength(1);
    expect(await marks()).toEqual([]);
  });
});
