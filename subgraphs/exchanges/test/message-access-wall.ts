import type { Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import type { TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, Viewer>>;
type Asked = Pick<AccessCase, 'query' | 'variables' | 'holds'>;

/** What exchanges answers about what is said in them, where row level security is off. */
export async function messageAccess(service: TestExchanges): Promise<AccessCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const { client: stranger } = await service.staffed();
  const [admin, looker, blind, former, newcomer] = [aViewer('ADMIN'), aViewer(), aViewer(), aViewer(), aViewer()];
  const unregistered = aViewer('ADMIN', { contactId: undefined });
  const { VIEW, MESSAGE } = ParticipantPermission;
  const { AGENCY } = ParticipantRole;
  await service.participant(exchange, looker, AGENCY, { permissions: [VIEW] });
  await service.participant(exchange, blind, AGENCY, { permissions: [MESSAGE] });
  await service.participant(exchange, former, AGENCY, { isActive: false });
  const message = await service.message(exchange, client);
  const lookers = await service.message(exchange, looker);
  await service.given((db) => db.query(`UPDATE messages SET content = 'Edited', version = 2 WHERE id = $1`, [message.id]));
  await service.participant(exchange, newcomer, AGENCY, { seesHistory: false });
  const [receipt] = await service.given(async (db) => {
    await db.query('INSERT INTO message_read_markers (exchange_id, contact_id, read_seq) VALUES ($1, $2, 1)', [
      exchange.id,
      coordinator.contactId,
    ]);
    return db.query('SELECT id FROM message_participants WHERE message_id = $1', [message.id]);
  });

  const each = (what: string, people: People, asked: Asked): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} ${what}`, as, ...asked }));
  const inside: People = { coordinator, client, 'third party': thirdParty, agency, admin, looker };
  const outside: People = { stranger, 'a former participant': former, 'who has no VIEW': blind };
  const listed = (count: number): Asked => ({
    query: 'query ($id: ID!) { exchange(id: $id) { messages { totalCount edges { node { id } } } } }',
    variables: { id: exchange.id },
    holds: ({ data, errors }) => !errors && data.exchange.messages.totalCount === count && data.exchange.messages.edges.length === count,
  });
  const refers = (type: 'ExchangeMessage' | 'MessageReceipt', id: string, found: boolean): Asked => ({
    query: `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { id } } }`,
    variables: { refs: [{ __typename: type, id }] },
    holds: ({ data, errors }) => !errors && data._entities[0]?.id === (found ? id : undefined),
  });
  const revised = (count: number): Asked => ({
    query: 'query ($id: ID!) { exchangeMessage(id: $id) { revisions { content } } }',
    variables: { id: message.id },
    holds: ({ data, errors }) => !errors && data.exchangeMessage.revisions.length === count,
  });
  const unread = (count: number): Asked => ({
    query: 'query ($id: ID!) { exchange(id: $id) { unreadCount } }',
    variables: { id: exchange.id },
    holds: ({ data, errors }) => !errors && data.exchange.unreadCount === count,
  });
  const calls = (field: string, variables: Record<string, unknown>, holds: AccessCase['holds']): Asked => {
    const types: Record<string, string> = {
      id: 'ID!',
      exchangeId: 'ID!',
      upToSeq: 'Int!',
      input: `${field[0]?.toUpperCase()}${field.slice(1)}Input!`,
    };
    const names = Object.keys(variables);
    return {
      query: `mutation (${names.map((name) => `$${name}: ${types[name]}`)}) { ${field}(${names.map((name) => `${name}: $${name}`)}) { id } }`,
      variables,
      holds,
    };
  };
  const succeeds =
    (field: string): AccessCase['holds'] =>
    ({ data, errors }) =>
      !errors && data[field] !== null;
  const sends = (holds: AccessCase['holds']) =>
    calls('sendExchangeMessage', { input: { exchangeId: exchange.id, content: 'Good morning' } }, holds);
  const edits = (id: string, holds: AccessCase['holds']) => calls('editExchangeMessage', { input: { id, content: 'Other words' } }, holds);
  const marks = (holds: AccessCase['holds']) => calls('markExchangeRead', { exchangeId: exchange.id, upToSeq: 1 }, holds);
  const forbidden = refusedWith('FORBIDDEN');
  const hidden = refusedWith('NOT_FOUND');

  return [
    ...each('lists what was said', inside, listed(2)),
    ...each('lists what was said since', { newcomer }, listed(0)),
    ...each('refers to a message', inside, refers('ExchangeMessage', message.id, true)),
    ...each('refers to no message', { ...outside, newcomer }, refers('ExchangeMessage', message.id, false)),
    ...each('refers to a receipt', inside, refers('MessageReceipt', receipt.id, true)),
    ...each('refers to no receipt', { ...outside, newcomer }, refers('MessageReceipt', receipt.id, false)),
    ...each('reads earlier words', { client, admin }, revised(1)),
    ...each('reads no earlier words', { coordinator, 'third party': thirdParty, looker }, revised(0)),
    ...each('has one left to read', { coordinator, client }, unread(1)),
    ...each('has two left to read', { admin, agency }, unread(2)),
    ...each('has none left to read', { newcomer }, unread(0)),
    ...each('edits its own words', { client }, edits(message.id, succeeds('editExchangeMessage'))),
    ...each('edits the words of another', { coordinator, admin, 'third party': thirdParty }, edits(message.id, forbidden)),
    ...each('edits its own without MESSAGE', { looker }, edits(lookers.id, forbidden)),
    ...each('edits what it does not see', { ...outside, newcomer }, edits(message.id, hidden)),
    ...each('takes back the words of another', { coordinator, admin }, calls('deleteExchangeMessage', { id: message.id }, forbidden)),
    ...each('takes back its own without MESSAGE', { looker }, calls('deleteExchangeMessage', { id: lookers.id }, forbidden)),
    ...each('marks', inside, marks(succeeds('markExchangeRead'))),
    ...each('marks nowhere', outside, marks(hidden)),
    ...each('has nothing to mark', { 'an admin who is nobody in the registry': unregistered }, marks(forbidden)),
    ...each('sends nothing', { looker, 'an admin who is nobody in the registry': unregistered }, sends(forbidden)),
    ...each('sends nowhere', outside, sends(hidden)),
    ...each('sends', { coordinator, client, 'third party': thirdParty, agency, admin, newcomer }, sends(succeeds('sendExchangeMessage'))),
  ];
}
