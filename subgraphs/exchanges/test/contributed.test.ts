import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const entities = (selection: string) => `query ($refs: [_Any!]!) { _entities(representations: $refs) { ${selection} } }`;
const ids = (connection: { edges: { node: { id: string } }[] }) => connection.edges.map(({ node }) => node.id);

describe('Property.exchanges and Property.exchangeProperties', () => {
  const query = entities(
    '... on Property { exchanges(orderBy: CREATED_AT_ASC) { edges { node { id } } } exchangeProperties { edges { node { id } } } }',
  );

  it('answer several properties by one statement each, also where one exchange has several of them', async () => {
    const { exchange, client } = await service.staffed();
    const second = await service.exchange();
    await service.participant(second, client, ParticipantRole.CLIENT);
    const [one, other, none] = [randomUUID(), randomUUID(), randomUUID()];
    const rows = [
      await service.property(exchange, { propertyId: one }),
      await service.property(exchange, { propertyId: other }),
      await service.property(second, { propertyId: one }),
    ].map(({ id }) => id);
    const refs = [one, other, none].map((id) => ({ __typename: 'Property', id }));
    const { data, errors } = await service.ask(client, query, { refs });
    expect(errors).toBeUndefined();
    expect(data._entities.map(({ exchanges }: { exchanges: never }) => ids(exchanges))).toEqual([
      [exchange.id, second.id],
      [exchange.id],
      [],
    ]);
    expect(data._entities.map(({ exchangeProperties }: { exchangeProperties: never }) => ids(exchangeProperties))).toEqual([
      [rows[0], rows[2]],
      [rows[1]],
      [],
    ]);
    expect(await service.statementsOf(() => service.ask(client, query, { refs }))).toHaveLength(2);
  });

  it('show the owner of a property nothing of exchanges in which it takes no part', async () => {
    const propertyId = randomUUID();
    await service.property(await service.exchange(), { propertyId });
    const { data } = await service.ask(aViewer('USER'), query, { refs: [{ __typename: 'Property', id: propertyId }] });
    expect(data._entities).toEqual([{ exchanges: { edges: [] }, exchangeProperties: { edges: [] } }]);
  });
});

describe('User.exchanges', () => {
  const query = entities('... on User { exchanges { edges { node { id } } totalCount } }');
  const user = ({ userId, contactId }: Viewer) => ({
    __typename: 'User',
    id: userId,
    contact: contactId ? { __typename: 'Contact', id: contactId } : null,
  });

  it('are those in which the user takes part, of those that the viewer may see, by one statement for all users', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const elsewhere = await service.exchange();
    await service.participant(elsewhere, coordinator, ParticipantRole.COORDINATOR);
    await service.participant(elsewhere, client, ParticipantRole.CLIENT, { isActive: false });
    const refs = [user(coordinator), user(client), user(aViewer())];
    const read = async (viewer: Viewer) =>
      (await service.ask(viewer, query, { refs })).data._entities.map(({ exchanges }: { exchanges: never }) => ids(exchanges));
    expect(await read(client)).toEqual([[exchange.id], [exchange.id], []]);
    expect(await read(coordinator)).toEqual([[elsewhere.id, exchange.id], [exchange.id], []]);
    expect(await read(aViewer('USER'))).toEqual([[], [], []]);
    expect(await service.statementsOf(() => service.ask(client, query.replace('totalCount', ''), { refs }))).toHaveLength(1);
  });

  it('are none for a user who is nobody in the registry', async () => {
    const { client } = await service.staffed();
    const { data, errors } = await service.ask(client, query, { refs: [user(aViewer('USER', { contactId: undefined })), user(client)] });
    expect(errors).toBeUndefined();
    expect(data._entities.map(({ exchanges }: { exchanges: { totalCount: number } }) => exchanges.totalCount)).toEqual([0, 1]);
  });
});

describe('fields of Contact', () => {
  const query = entities(`... on Contact { exchangesAsClient { edges { node { id } } } exchangesAsCoordinator { edges { node { id } } }
    exchangeParticipations(orderBy: ROLE_ASC) { edges { node { role } } } }`);

  it('answer several contacts by one statement each', async () => {
    const { exchange, client, coordinator, thirdParty } = await service.staffed();
    const refs = [client, coordinator, thirdParty].map(({ contactId }) => ({ __typename: 'Contact', id: contactId }));
    const { data, errors } = await service.ask(thirdParty, query, { refs });
    expect(errors).toBeUndefined();
    const mine = { edges: [{ node: { id: exchange.id } }] };
    const parts = (role: string) => ({ edges: [{ node: { role } }] });
    expect(data._entities).toEqual([
      { exchangesAsClient: mine, exchangesAsCoordinator: { edges: [] }, exchangeParticipations: parts('CLIENT') },
      { exchangesAsClient: { edges: [] }, exchangesAsCoordinator: mine, exchangeParticipations: parts('COORDINATOR') },
      { exchangesAsClient: { edges: [] }, exchangesAsCoordinator: { edges: [] }, exchangeParticipations: parts('THIRD_PARTY') },
    ]);
    expect(await service.statementsOf(() => service.ask(thirdParty, query, { refs }))).toHaveLength(3);
  });

  it('show a stranger nothing, whoever is asked for', async () => {
    const { client } = await service.staffed();
    const { data } = await service.ask(aViewer('COORDINATOR'), query, { refs: [{ __typename: 'Contact', id: client.contactId }] });
    expect(data._entities).toEqual([
      { exchangesAsClient: { edges: [] }, exchangesAsCoordinator: { edges: [] }, exchangeParticipations: { edges: [] } },
    ]);
  });
});

describe('lists under an exchange', () => {
  it('are read by one statement for all exchanges of a page, and counted only when asked', async () => {
    const { exchange, client } = await service.staffed();
    await service.property(exchange);
    const second = await service.exchange();
    await service.participant(second, client, ParticipantRole.CLIENT);
    const count = (selection: string) =>
      service.statementsOf(() =>
        service.ask(
          client,
          `{ exchanges { edges { node { participants { edges { node { id exchange { name } } } ${selection} } properties(first: 1) { edges { node { id } } } } } } }`,
        ),
      );
    expect(await count('')).toHaveLength(4);
    expect(await count('totalCount')).toHaveLength(5);
  });
});
