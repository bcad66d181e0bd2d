import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { deletionAccess } from '@plat/shared/testing/deletion-walls';
import { aViewer } from '@plat/shared/testing/viewers';
import { ExchangeType } from '../src/exchange/exchange.entity';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import type { TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, Viewer>>;
type Asked = Pick<AccessCase, 'query' | 'variables' | 'holds'>;

/** What exchanges answers about valuations, notices and verdicts where row level security is off. */
export async function identificationAccess(service: TestExchanges): Promise<AccessCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed({ exchangeType: ExchangeType.IMPROVEMENT });
  const [admin, stranger, former, looker, blind, lookingClient] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('AGENCY'),
    aViewer('CLIENT'),
  ];
  const { VIEW, MESSAGE } = ParticipantPermission;
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [VIEW] });
  await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [MESSAGE] });
  await service.participant(exchange, lookingClient, ParticipantRole.CLIENT, { permissions: [VIEW] });
  const parking = await service.parking(exchange);
  const property = await service.property(exchange, { role: ExchangePropertyRole.IDENTIFIED });
  const givenUp = await service.property(exchange);
  const valuation = await service.valuation(property);
  const notice = await service.notice(exchange, {}, [{ exchangePropertyId: property.id }]);
  await service.verdict(exchange);

  const inside: People = { coordinator, client, agency, admin, 'a coordinator with VIEW': looker };
  const outside: People = {
    stranger,
    'a former coordinator': former,
    'an agency without VIEW': blind,
    'who is nobody in the registry': aViewer('COORDINATOR', { contactId: undefined }),
  };
  const lookers: People = { agency, 'third party': thirdParty, 'a coordinator with VIEW': looker, 'a client with VIEW': lookingClient };
  const each = (what: string, people: People, asked: Asked): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} ${what}`, as, ...asked }));
  const find = (field: string, type: string, id: string, found: boolean): Asked => ({
    query: `query ($id: ID!, $refs: [_Any!]!) { ${field}(id: $id) { id } _entities(representations: $refs) { ... on ${type} { id } } }`,
    variables: { id, refs: [{ __typename: type, id }] },
    holds: ({ data, errors }) =>
      !errors && data[field]?.id === (found ? id : undefined) && data._entities[0]?.id === (found ? id : undefined),
  });
  const ofExchange = (field: string, holds: (value: never) => boolean): Asked => ({
    query: `query ($id: ID!) { exchange(id: $id) { ${field} } }`,
    variables: { id: exchange.id },
    holds: ({ data, errors }) => !errors && holds((data.exchange && Object.values(data.exchange)[0]) as never),
  });
  const mutate = (field: string, type: string, input: object) => ({
    query: `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`,
    variables: { input },
  });
  const writes = (what: string, writers: People, not: People, asked: Pick<Asked, 'query' | 'variables'>): AccessCase[] => [
    ...each(what, writers, { ...asked, holds: ({ errors }) => !errors }),
    ...each(what, not, { ...asked, holds: refusedWith('FORBIDDEN') }),
    ...each(what, outside, { ...asked, holds: refusedWith('NOT_FOUND') }),
  ];
  const office: People = { coordinator, admin };
  const served = {
    exchangeId: exchange.id,
    recipientName: 'Cascade',
    capacity: 'INTERMEDIARY',
    items: [{ description: '1 Main St, Austin' }],
  };
  const receive = {
    query: 'mutation ($id: ID!, $at: DateTime!) { recordNoticeReceipt(id: $id, receivedAt: $at) { id } }',
    variables: { id: notice.id, at: '2026-03-21T00:00:00Z' },
  };

  return [
    ...each(
      'finds a valuation',
      { ...inside, 'third party': thirdParty },
      find('propertyValuation', 'PropertyValuation', valuation.id, true),
    ),
    ...each('finds no valuation', outside, find('propertyValuation', 'PropertyValuation', valuation.id, false)),
    ...each(
      'finds what is parked',
      { ...inside, 'third party': thirdParty },
      find('parkingArrangement', 'ParkingArrangement', parking.id, true),
    ),
    ...each('finds nothing parked', outside, find('parkingArrangement', 'ParkingArrangement', parking.id, false)),
    ...each('finds a notice', inside, find('identificationNotice', 'IdentificationNotice', notice.id, true)),
    ...each(
      'finds no notice',
      { ...outside, 'third party': thirdParty },
      find('identificationNotice', 'IdentificationNotice', notice.id, false),
    ),
    ...each(
      'lists notices',
      inside,
      ofExchange('notices { totalCount }', (list: { totalCount: number }) => list.totalCount > 0),
    ),
    ...each(
      'lists no notices',
      { 'third party': thirdParty },
      ofExchange('notices { totalCount }', (list: { totalCount: number }) => list.totalCount === 0),
    ),
    ...each(
      'reads the history',
      { ...inside, 'third party': thirdParty },
      ofExchange('identificationHistory { verdict }', (list: unknown[]) => list.length > 0),
    ),
    ...each(
      'reads no history',
      outside,
      ofExchange('identificationHistory { verdict }', (list) => !list),
    ),

    ...writes(
      'adds a valuation',
      office,
      { ...lookers, client },
      mutate('addPropertyValuation', 'AddPropertyValuationInput', {
        exchangePropertyId: property.id,
        purpose: 'RECEIPT',
        asOf: '2026-03-01',
        amount: '1',
      }),
    ),
    ...writes(
      'edits a valuation',
      office,
      { ...lookers, client },
      mutate('updatePropertyValuation', 'UpdatePropertyValuationInput', { id: valuation.id, amount: '2' }),
    ),
    ...writes(
      'records a transfer',
      office,
      { ...lookers, client },
      mutate('recordPropertyTransfer', 'RecordClosingInput', { id: givenUp.id, on: '2026-03-01' }),
    ),
    ...writes(
      'records a receipt of property',
      office,
      { ...lookers, client },
      mutate('recordPropertyReceipt', 'RecordClosingInput', { id: property.id, on: '2026-03-01' }),
    ),
    ...writes(
      'parks property',
      office,
      { ...lookers, client },
      mutate('addParkingArrangement', 'AddParkingArrangementInput', {
        exchangeId: exchange.id,
        parkedKind: 'REPLACEMENT',
        description: 'Mill',
        titleholderName: 'Cascade',
        parkedOn: '2026-03-02',
      }),
    ),
    ...writes(
      'edits what is parked',
      office,
      { ...lookers, client },
      mutate('updateParkingArrangement', 'UpdateParkingArrangementInput', { id: parking.id, endedOn: '2026-03-05' }),
    ),
    ...writes(
      'serves a notice',
      { ...office, client },
      lookers,
      mutate('serveIdentificationNotice', 'ServeIdentificationNoticeInput', served),
    ),
    {
      name: 'a client says when it sent a notice',
      as: client,
      ...mutate('serveIdentificationNotice', 'ServeIdentificationNoticeInput', { ...served, sentAt: '2026-03-02T00:00:00Z' }),
      holds: refusedWith('BAD_USER_INPUT'),
    },
    ...each(
      'records the receipt of a notice',
      { agency, client, 'a coordinator with VIEW': looker },
      { ...receive, holds: refusedWith('FORBIDDEN') },
    ),
    ...each('records the receipt of a notice', { ...outside, 'third party': thirdParty }, { ...receive, holds: refusedWith('NOT_FOUND') }),
    ...each('records the receipt of a notice', { coordinator }, { ...receive, holds: ({ errors }) => !errors }),
    {
      name: 'nobody reads a notice',
      as: NOBODY,
      query: 'query ($id: ID!) { identificationNotice(id: $id) { id } }',
      variables: { id: notice.id },
      holds: refusedWith('UNAUTHENTICATED'),
    },
    ...deletionAccess('PropertyValuation', valuation.id, { stranger: [stranger, 'NOT_FOUND'], client: [client, 'FORBIDDEN'] }),
  ];
}
