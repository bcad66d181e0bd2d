import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, TEST_NOW, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({ poolSize: 8 });
});
afterAll(() => service.stop());

const FIELDS =
  'id seq version content messageType isDeleted isSystemMessage clientMessageId sender { id } replyTo { id } attachments { id } revisions { version content }';
const SEND = `mutation ($input: SendExchangeMessageInput!) { sendExchangeMessage(input: $input) { ${FIELDS} } }`;
const EDIT = `mutation ($input: EditExchangeMessageInput!) { editExchangeMessage(input: $input) { ${FIELDS} } }`;
const DELETE = `mutation ($id: ID!, $version: Int) { deleteExchangeMessage(id: $id, version: $version) { ${FIELDS} } }`;
const READ = `query ($id: ID!) { exchangeMessage(id: $id) { ${FIELDS} } }`;

const send = async (viewer: Viewer, exchangeId: string, input: object = {}) =>
  service.ask(viewer, SEND, { input: { exchangeId, content: 'Good morning', ...input } });
const sent = async (viewer: Viewer, exchangeId: string, input: object = {}) => {
  const { data, errors } = await send(viewer, exchangeId, input);
  expect(errors).toBeUndefined();
  return data.sendExchangeMessage;
};
const codeOf = async (answer: ReturnType<TestExchanges['ask']>) => (await answer).errors?.[0]?.extensions?.code;
const faultsOf = async (answer: ReturnType<TestExchanges['ask']>) =>
  Object.keys(((await answer).errors?.[0]?.extensions?.fields as object) ?? {});
const eventsOf = (id: string): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
  service.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('sending a message', () => {
  it('numbers it in its exchange, and tells all who read there but its sender, without its words', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    await service.participant(exchange, aViewer(), ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    const first = await sent(client, exchange.id, { content: 'Has the deed arrived?' });
    const second = await sent(thirdParty, exchange.id, { content: 'It has.', replyToId: first.id });
    expect(first).toMatchObject({
      seq: 1,
      version: 1,
      messageType: 'TEXT',
      sender: { id: client.contactId },
      replyTo: null,
      attachments: [],
    });
    expect(second).toMatchObject({ seq: 2, replyTo: { id: first.id } });
    const [event] = await eventsOf(first.id);
    expect(event).toMatchObject({
      type: 'exchange_message.sent',
      payload: { exchangeId: exchange.id, messageId: first.id, seq: 1, senderId: client.contactId, isSystemMessage: false },
    });
    expect([...((event?.payload.participants ?? []) as string[])].sort()).toEqual(
      [coordinator, thirdParty, agency].map(({ contactId }) => contactId).sort(),
    );
    expect(JSON.stringify(event)).not.toContain('deed');
  });

  it('is for administrators in every exchange, as themselves', async () => {
    const { exchange, client } = await service.staffed();
    const admin = aViewer('ADMIN');
    const message = await sent(admin, exchange.id);
    expect((await service.ask(client, READ, { id: message.id })).data.exchangeMessage).toMatchObject({ sender: { id: admin.contactId } });
  });

  it('gives numbers without gaps and without repeats to many senders at once', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    const people = [coordinator, client, thirdParty, agency];
    const seqs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const sending = Array.from({ length: 8 }, (_, index) => sent(people[index % 4] as Viewer, exchange.id, { content: `${index}` }));
      seqs.push(...(await Promise.all(sending)).map(({ seq }) => seq));
    }
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('says once what is sent twice under one name, one after the other or at once, and whatever became of it', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const input = { clientMessageId: 'phone-1', content: 'Once' };
    const first = await sent(client, exchange.id, input);
    expect(first.clientMessageId).toBe('phone-1');
    expect((await sent(client, exchange.id, input)).id).toBe(first.id);
    expect((await service.ask(coordinator, READ, { id: first.id })).data.exchangeMessage.clientMessageId).toBeNull();
    await service.ask(client, EDIT, { input: { id: first.id, content: 'Edited' } });
    expect(await sent(client, exchange.id, input)).toMatchObject({ id: first.id, content: 'Edited' });
    const racing = { clientMessageId: 'phone-2', content: 'Twice at once' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => sent(client, exchange.id, racing)));
    expect(new Set(answers.map(({ id, seq }) => `${id} ${seq}`)).size).toBe(1);
    expect(await sent(coordinator, exchange.id, racing)).toMatchObject({ seq: 3 });
    expect(await eventsOf(answers[0].id)).toHaveLength(1);
    await service.ask(client, DELETE, { id: first.id });
    expect(await sent(client, exchange.id, input)).toMatchObject({ id: first.id, isDeleted: true, content: null });
  });

  it('refuses other words under the same name', async () => {
    const { exchange, client } = await service.staffed();
    const first = await sent(client, exchange.id, { clientMessageId: 'x', content: 'One' });
    for (const other of [{ content: 'Two' }, { content: 'One', replyToId: first.id }, { content: 'One', attachmentIds: [randomUUID()] }])
      expect(await codeOf(send(client, exchange.id, { clientMessageId: 'x', ...other }))).toBe('CONFLICT');
  });

  it('names every argument that breaks a rule', async () => {
    const { exchange, client } = await service.staffed();
    const elsewhere = await service.message((await service.staffed()).exchange, client);
    const faults = await faultsOf(
      send(client, exchange.id, { content: ' \n', clientMessageId: '', replyToId: elsewhere.id, attachmentIds: ['deed'] }),
    );
    expect(faults.sort()).toEqual(['attachmentIds', 'clientMessageId', 'content', 'replyToId'].map((name) => `input.${name}`));
    expect(await faultsOf(send(client, exchange.id, { content: 'x'.repeat(10_001) }))).toEqual(['input.content']);
    expect((await sent(client, exchange.id, { content: '🏠'.repeat(10_000) })).seq).toBe(1);
    const twice = randomUUID();
    for (const attachmentIds of [[twice, twice.toUpperCase()], Array.from({ length: 11 }, () => randomUUID())])
      expect(await faultsOf(send(client, exchange.id, { attachmentIds }))).toEqual(['input.attachmentIds']);
  });

  it('takes documents of that exchange which the sender may read, and no others', async () => {
    const { exchange, client } = await service.staffed();
    const [deed, hidden] = [randomUUID(), randomUUID()];
    const message = await sent(client, exchange.id, { attachmentIds: [deed] });
    expect(message).toMatchObject({ messageType: 'FILE', attachments: [{ id: deed }] });
    expect(service.others.questions.at(-1)).toMatchObject({
      service: 'documents',
      type: 'Document',
      ids: [deed],
      inExchange: exchange.id,
      userId: client.userId,
    });
    service.others.hide('Document', hidden);
    expect(await faultsOf(send(client, exchange.id, { attachmentIds: [deed, hidden] }))).toEqual(['input.attachmentIds']);
  });
});

describe('editing a message', () => {
  it('keeps what it said before, for its sender and administrators, and refuses an old version', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const { id } = await sent(client, exchange.id, { content: 'One' });
    const { data } = await service.ask(client, EDIT, { input: { id, version: 1, content: 'Two' } });
    expect(data.editExchangeMessage).toMatchObject({ version: 2, content: 'Two', revisions: [{ version: 1, content: 'One' }] });
    await service.ask(client, EDIT, { input: { id, version: 2, content: 'Three' } });
    const stale = await service.ask(client, EDIT, { input: { id, version: 2, content: 'Four' } });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 3 });
    const revisions = async (viewer: Viewer) => (await service.ask(viewer, READ, { id })).data.exchangeMessage.revisions;
    const kept = [
      { version: 1, content: 'One' },
      { version: 2, content: 'Two' },
    ];
    expect([await revisions(client), await revisions(aViewer('ADMIN')), await revisions(coordinator)]).toEqual([kept, kept, []]);
    const [, edited] = await eventsOf(id);
    expect(edited).toMatchObject({ type: 'exchange_message.edited', payload: { exchangeId: exchange.id, messageId: id, seq: 1 } });
    expect(JSON.stringify(edited)).not.toMatch(/One|Two/);
  });

  it('is over after a quarter of an hour; taking it back is not', async () => {
    const { exchange, client } = await service.staffed();
    const said = new Date();
    const after = (ms: number) => service.setClock(new Date(said.getTime() + ms).toISOString());
    const [fresh, stale] = [
      await service.message(exchange, client, { createdAt: said }),
      await service.message(exchange, client, { createdAt: said }),
    ];
    const edit = (id: string) => service.ask(client, EDIT, { input: { id, content: 'Other words' } });
    after(15 * 60_000);
    expect(await codeOf(edit(fresh.id))).toBeUndefined();
    after(15 * 60_000 + 1);
    expect(await codeOf(edit(stale.id))).toBe('CONFLICT');
    service.setClock(TEST_NOW);
    expect(await codeOf(service.ask(client, DELETE, { id: stale.id }))).toBeUndefined();
  });

  it('is for nobody but the sender, and of what the platform says for nobody', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const [said, ofPlatform] = [await service.message(exchange, client), await service.message(exchange, null)];
    for (const viewer of [coordinator, aViewer('ADMIN')])
      for (const { id } of [said, ofPlatform]) {
        expect(await codeOf(service.ask(viewer, EDIT, { input: { id, content: 'Mine' } }))).toBe('FORBIDDEN');
        expect(await codeOf(service.ask(viewer, DELETE, { id }))).toBe('FORBIDDEN');
      }
    expect(await faultsOf(service.ask(client, EDIT, { input: { id: said.id, content: '' } }))).toEqual(['input.content']);
  });
});

describe('taking a message back', () => {
  it('leaves its place and number, without words and attachments, for everybody and for good', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const { id } = await sent(client, exchange.id, { content: 'Regretted', attachmentIds: [randomUUID()] });
    const answer = await sent(coordinator, exchange.id, { replyToId: id });
    const tombstone = {
      id,
      seq: 1,
      version: 2,
      isDeleted: true,
      content: null,
      attachments: [],
      revisions: [],
      sender: { id: client.contactId },
    };
    expect((await service.ask(client, DELETE, { id, version: 1 })).data.deleteExchangeMessage).toMatchObject(tombstone);
    expect((await service.ask(coordinator, READ, { id })).data.exchangeMessage).toMatchObject(tombstone);
    expect((await service.ask(coordinator, READ, { id: answer.id })).data.exchangeMessage.replyTo).toEqual({ id });
    expect((await service.ask(aViewer('ADMIN'), READ, { id })).data.exchangeMessage).toMatchObject({
      content: null,
      revisions: [{ version: 1, content: 'Regretted' }],
    });
    expect(await codeOf(service.ask(client, EDIT, { input: { id, content: 'Again' } }))).toBe('CONFLICT');
    expect(await codeOf(service.ask(client, DELETE, { id }))).toBe('CONFLICT');
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['exchange_message.sent', 'exchange_message.deleted']);
    const [row] = await service.given((db) => db.query('SELECT content, attachments FROM messages WHERE id = $1', [id]));
    expect(row).toEqual({ content: '', attachments: null });
  });
});

describe('a message whose sender takes part no more', () => {
  it('stays, names its sender, and is not the sender’s to edit', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const agent = aViewer('AGENCY');
    const part = await service.participant(exchange, agent, ParticipantRole.AGENCY);
    const { id } = await sent(agent, exchange.id, { content: 'Here I am' });
    const END = 'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { isActive } }';
    await service.ask(coordinator, END, { input: { id: part.id, isActive: false } });
    expect((await service.ask(client, READ, { id })).data.exchangeMessage).toMatchObject({
      content: 'Here I am',
      sender: { id: agent.contactId },
    });
    expect(await codeOf(service.ask(agent, EDIT, { input: { id, content: 'Gone' } }))).toBe('NOT_FOUND');
    expect(await codeOf(service.ask(agent, DELETE, { id }))).toBe('NOT_FOUND');
    expect(await codeOf(send(agent, exchange.id))).toBe('NOT_FOUND');
  });
});

describe('who joins later', () => {
  const ADD = 'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id version seesHistory } }';
  const LIST = 'query ($id: ID!) { exchange(id: $id) { unreadCount messages { totalCount edges { node { seq replyTo { seq } } } } } }';

  it('reads the history, or what is said from then on, as the coordinator says', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const before = await sent(client, exchange.id);
    const [all, later] = [aViewer('AGENCY'), aViewer('AGENCY')];
    const add = async (contactId: string | undefined, more: object) =>
      (await service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, contactId, role: 'AGENCY', ...more } })).data
        .addExchangeParticipant;
    expect(await add(all.contactId, {})).toMatchObject({ seesHistory: true });
    const part = await add(later.contactId, { seesHistory: false });
    expect(part).toMatchObject({ seesHistory: false });
    await sent(client, exchange.id, { replyToId: before.id });
    const list = async (viewer: Viewer) => (await service.ask(viewer, LIST, { id: exchange.id })).data.exchange;
    expect((await list(all)).messages.totalCount).toBe(2);
    expect(await list(later)).toEqual({ unreadCount: 1, messages: { totalCount: 1, edges: [{ node: { seq: 2, replyTo: null } }] } });
    const UPDATE = 'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { seesHistory } }';
    await service.ask(coordinator, UPDATE, { input: { id: part.id, seesHistory: true } });
    expect((await list(later)).messages.totalCount).toBe(2);
  });
});
