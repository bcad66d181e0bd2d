import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { deletionAccess } from '@plat/shared/testing/deletion-walls';
import { aViewer } from '@plat/shared/testing/viewers';
import { ExchangeParticipant, ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { deadlineAccessWall } from './exchange-deadline.access-wall';
import { taskAccess } from './exchange-task.access-wall';
import type { TestExchanges } from './exchanges.factory';
import { fundAccessWall } from './funds.access-wall';
import { identificationAccess } from './identification-access';
import { messageAccess } from './message-access-wall';
import { participantEventAccess } from './participant-event.walls';

type People = Readonly<Record<string, AccessCase['as']>>;

/** What exchanges answers where row level security is off: the policies in code stand alone. */
export async function accessWall(service: TestExchanges): Promise<AccessCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed({ ppMatterId: randomUUID() });
  const [admin, stranger, named, former, looker, blind] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('CLIENT'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('AGENCY'),
  ];
  const { VIEW, MESSAGE } = ParticipantPermission;
  const part = await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  const lookers = await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [VIEW] });
  await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [MESSAGE] });
  const coordinators = await service.given((db) =>
    db.findOneByOrFail(ExchangeParticipant, { exchangeId: exchange.id, contactId: coordinator.contactId ?? '' }),
  );
  const propertyId = randomUUID();
  const property = await service.property(exchange, { propertyId });
  const message = await service.message(exchange, client);

  const inside: People = { coordinator, client, 'third party': thirdParty, agency, admin, 'a coordinator with VIEW': looker };
  const outside: People = {
    stranger,
    'a former coordinator': former,
    'an agency without VIEW': blind,
    'an agent': aViewer('AGENT'),
    'who is nobody in the registry': aViewer('COORDINATOR', { contactId: undefined }),
  };
  const readers: People = { coordinator, client, 'third party': thirdParty, agency, 'a coordinator with VIEW': looker };
  const each = (what: string, people: People, rest: Pick<AccessCase, 'query' | 'variables' | 'holds'>): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} ${what}`, as, ...rest }));

  const find = (
    field: string,
    list: string,
    type: string,
    id: string,
    found: boolean,
  ): Pick<AccessCase, 'query' | 'variables' | 'holds'> => ({
    query: `query ($id: ID!, $refs: [_Any!]!) { ${field}(id: $id) { id } ${list}(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } _entities(representations: $refs) { ... on ${type} { id } } }`,
    variables: { id, refs: [{ __typename: type, id }] },
    holds: ({ data, errors }) =>
      !errors &&
      data[field]?.id === (found ? id : undefined) &&
      data._entities[0]?.id === (found ? id : undefined) &&
      data[list].edges.length === Number(found) &&
      data[list].totalCount === Number(found),
  });
  const findMessage = (id: string, found: boolean): Pick<AccessCase, 'query' | 'variables' | 'holds'> => ({
    query:
      'query ($id: ID!, $refs: [_Any!]!) { exchangeMessage(id: $id) { id } _entities(representations: $refs) { ... on ExchangeMessage { id } } }',
    variables: { id, refs: [{ __typename: 'ExchangeMessage', id }] },
    holds: ({ data, errors }) =>
      !errors && data.exchangeMessage?.id === (found ? id : undefined) && data._entities[0]?.id === (found ? id : undefined),
  });
  const mutate = (field: string, type: string, input: object) => ({
    query: `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`,
    variables: { input },
  });
  const succeeds =
    (field: string): AccessCase['holds'] =>
    ({ data, errors }) =>
      !errors && data[field] !== null;
  const writes = (what: string, field: string, type: string, input: object): AccessCase[] => [
    ...each(what, { coordinator, admin }, { ...mutate(field, type, input), holds: succeeds(field) }),
    ...each(
      what,
      { client, 'third party': thirdParty, agency, 'a coordinator with VIEW': looker },
      { ...mutate(field, type, input), holds: refusedWith('FORBIDDEN') },
    ),
    ...each(what, outside, { ...mutate(field, type, input), holds: refusedWith('NOT_FOUND') }),
  ];
  const office = (shown: boolean) => ({
    query: 'query ($id: ID!) { exchange(id: $id) { ppMatterId } }',
    variables: { id: exchange.id },
    holds: ({ data }: { data: { exchange: { ppMatterId: string | null } } }) =>
      data.exchange.ppMatterId === (shown ? exchange.ppMatterId : null),
  });
  const contributed = (found: boolean): Pick<AccessCase, 'query' | 'variables' | 'holds'> => ({
    query: `query ($refs: [_Any!]!) { _entities(representations: $refs) {
      ... on Property { exchanges { totalCount } exchangeProperties { totalCount } } ... on User { exchanges { totalCount } }
      ... on Contact { exchangesAsClient { totalCount } exchangeParticipations { totalCount } } } }`,
    variables: {
      refs: [
        { __typename: 'Property', id: propertyId },
        { __typename: 'User', id: client.userId, contact: { id: client.contactId } },
        { __typename: 'Contact', id: client.contactId },
      ],
    },
    holds: ({ data, errors }) =>
      !errors && data._entities.flatMap(Object.values).every(({ totalCount }: { totalCount: number }) => totalCount === Number(found)),
  });
  const open = (coordinatorContactId: string | undefined) =>
    mutate('createExchange', 'CreateExchangeInput', { name: 'New', clientContactId: named.contactId, coordinatorContactId });

  return [
    ...(await identificationAccess(service)),
    ...(await messageAccess(service)),
    ...(await deadlineAccessWall(service)),
    ...(await fundAccessWall(service)),
    ...each('finds the exchange', inside, find('exchange', 'exchanges', 'Exchange', exchange.id, true)),
    ...each('finds no exchange', outside, find('exchange', 'exchanges', 'Exchange', exchange.id, false)),
    ...each('finds a participant', inside, find('exchangeParticipant', 'exchangeParticipants', 'ExchangeParticipant', part.id, true)),
    ...each('finds no participant', outside, find('exchangeParticipant', 'exchangeParticipants', 'ExchangeParticipant', part.id, false)),
    ...each('finds a property', inside, find('exchangeProperty', 'exchangeProperties', 'ExchangeProperty', property.id, true)),
    ...each('finds no property', outside, find('exchangeProperty', 'exchangeProperties', 'ExchangeProperty', property.id, false)),
    ...each('finds a message', inside, findMessage(message.id, true)),
    ...each('finds no message', outside, findMessage(message.id, false)),
    ...each('finds it under others', readers, contributed(true)),
    ...each('finds nothing under others', outside, contributed(false)),
    ...each('reads what the office knows', { coordinator, admin, 'a coordinator with VIEW': looker }, office(true)),
    ...each('reads nothing of what the office knows', { client, 'third party': thirdParty, agency }, office(false)),

    ...writes('edits the exchange', 'updateExchange', 'UpdateExchangeInput', { id: exchange.id, name: 'Edited' }),
    ...writes('edits a participant', 'updateExchangeParticipant', 'UpdateExchangeParticipantInput', { id: part.id, permissions: ['VIEW'] }),
    ...writes('edits a property', 'updateExchangeProperty', 'UpdateExchangePropertyInput', { id: property.id, description: 'Edited' }),
    ...writes('adds a property', 'addExchangeProperty', 'AddExchangePropertyInput', {
      exchangeId: exchange.id,
      role: 'IDENTIFIED',
      description: 'New',
    }),
    ...each(
      'adds a participant',
      { client, 'third party': thirdParty, agency, 'a coordinator with VIEW': looker },
      {
        ...mutate('addExchangeParticipant', 'AddExchangeParticipantInput', {
          exchangeId: exchange.id,
          contactId: named.contactId,
          role: 'AGENCY',
        }),
        holds: refusedWith('FORBIDDEN'),
      },
    ),
    ...each('adds itself', outside, {
      ...mutate('addExchangeParticipant', 'AddExchangeParticipantInput', {
        exchangeId: exchange.id,
        contactId: stranger.contactId,
        role: 'AGENCY',
      }),
      holds: refusedWith('NOT_FOUND'),
    }),
    {
      name: 'a coordinator with VIEW raises itself',
      as: looker,
      ...mutate('updateExchangeParticipant', 'UpdateExchangeParticipantInput', { id: lookers.id, permissions: ['VIEW', 'MANAGE'] }),
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'the coordinator narrows its own part',
      as: coordinator,
      ...mutate('updateExchangeParticipant', 'UpdateExchangeParticipantInput', { id: coordinators.id, permissions: ['VIEW'] }),
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'the coordinator adds itself in another role',
      as: coordinator,
      ...mutate('addExchangeParticipant', 'AddExchangeParticipantInput', {
        exchangeId: exchange.id,
        contactId: coordinator.contactId,
        role: 'CLIENT',
      }),
      holds: refusedWith('FORBIDDEN'),
    },

    { name: 'a coordinator opens an exchange', as: stranger, ...open(undefined), holds: succeeds('createExchange') },
    { name: 'an admin opens one for a coordinator', as: admin, ...open(coordinator.contactId), holds: succeeds('createExchange') },
    { name: 'a coordinator opens one for another', as: stranger, ...open(coordinator.contactId), holds: refusedWith('FORBIDDEN') },
    { name: 'a client opens one', as: client, ...open(client.contactId), holds: refusedWith('FORBIDDEN') },

    ...[
      'exchanges { totalCount }',
      'exchangeParticipants { totalCount }',
      'exchangeProperties { totalCount }',
      '_entities(representations: []) { __typename }',
    ].map(
      (field): AccessCase => ({
        name: `nobody reads ${field}`,
        as: NOBODY,
        query: `{ ${field} }`,
        holds: ({ errors }) => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
      }),
    ),
    ...(await taskAccess(service)),
    ...(await participantEventAccess(service)),
    ...deletionAccess('Exchange', exchange.id, { stranger: [stranger, 'NOT_FOUND'], coordinator: [coordinator, 'FORBIDDEN'] }),
  ];
}
