import type { ServiceClient } from '@plat/shared/access/service-client';
import type { Viewer } from '@plat/shared/access/viewer';
import { badInput } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import { z } from 'zod';
import type { Sources } from './template.variable';

const PROPERTIES = {
  type: 'list',
  of: { description: 'string', interest: 'string', value: 'money', transferredOn: 'date', receivedOn: 'date' },
} as const;

/** What of an exchange may fill a variable. */
export const EXCHANGE_SOURCES: Sources = {
  'exchange.number': { type: 'string' },
  'exchange.name': { type: 'string' },
  'exchange.type': { type: 'string' },
  'exchange.status': { type: 'string' },
  'exchange.stage': { type: 'string' },
  'exchange.transferDate': { type: 'date' },
  'exchange.identificationDeadline': { type: 'date' },
  'exchange.deadline': { type: 'date' },
  'exchange.relinquishedValue': { type: 'money' },
  'exchange.client': { type: 'party' },
  'exchange.coordinator': { type: 'party' },
  'exchange.relinquished': PROPERTIES,
  'exchange.identified': PROPERTIES,
  'exchange.replacement': PROPERTIES,
};

const EXCHANGE = `query ($id: ID!) {
  exchange(id: $id) {
    exchangeNumber name exchangeType status workflowStage transferDate identificationDeadline exchangeDeadline relinquishedValue
    clientContact { id } coordinatorContact { id }
    properties(first: 100) { edges { node { role description percentInterest revokedAt transferredOn receivedOn
      valuations(last: 1) { edges { node { amount } } } } } pageInfo { hasNextPage } }
  }
}`;
const CONTACTS = `query ($refs: [_Any!]!) {
  _entities(representations: $refs) { ... on Contact { id firstName lastName companyName email phoneNumber } }
}`;

const text = z.string().nullish();
const contactId = z.object({ id: z.string() }).nullish();
const property = z.object({
  role: z.string(),
  description: z.string(),
  percentInterest: text,
  revokedAt: text,
  transferredOn: text,
  receivedOn: text,
  valuations: z.object({ edges: z.array(z.object({ node: z.object({ amount: z.string() }) })) }).nullish(),
});
const exchangeAnswer = z.object({
  exchange: z
    .object({
      exchangeNumber: text,
      name: text,
      exchangeType: text,
      status: text,
      workflowStage: text,
      transferDate: text,
      identificationDeadline: text,
      exchangeDeadline: text,
      relinquishedValue: text,
      clientContact: contactId,
      coordinatorContact: contactId,
      properties: z.object({ edges: z.array(z.object({ node: property })), pageInfo: z.object({ hasNextPage: z.boolean() }) }).nullish(),
    })
    .nullable(),
});
const contactsAnswer = z.object({
  _entities: z.array(
    z.object({ id: z.string(), firstName: text, lastName: text, companyName: text, email: text, phoneNumber: text }).nullable(),
  ),
});
type Contact = NonNullable<z.output<typeof contactsAnswer>['_entities'][number]>;
type Property = z.output<typeof property>;

/** What the viewer may read of an exchange, and in crm of its people. @throws PlatError as the graph of templates */
export async function exchangeValues(
  services: ServiceClient,
  viewer: Viewer,
  exchangeId: string,
): Promise<Readonly<Record<string, unknown>>> {
  const missing = badInput({ 'input.from.exchangeId': 'must be an Exchange that you may see' });
  if (!isUuid(exchangeId)) throw missing;
  const { exchange } = await services.query('exchanges', viewer, EXCHANGE, { id: exchangeId }, exchangeAnswer);
  if (!exchange) throw missing;
  if (exchange.properties?.pageInfo.hasNextPage)
    throw badInput({ 'input.from.exchangeId': 'must be an Exchange of at most 100 properties' });
  const ids = [exchange.clientContact?.id, exchange.coordinatorContact?.id];
  const refs = ids.flatMap((id) => (id ? [{ __typename: 'Contact', id }] : []));
  const { _entities: contacts } = refs.length ? await services.query('crm', viewer, CONTACTS, { refs }, contactsAnswer) : { _entities: [] };
  const party = (id: string | undefined) => partyOf(contacts.find((contact) => contact?.id === id));
  const properties = (role: string) =>
    exchange.properties?.edges
      .map(({ node }) => node)
      .filter((node) => node.role === role && !node.revokedAt)
      .map(itemOf);
  return {
    'exchange.number': exchange.exchangeNumber,
    'exchange.name': exchange.name,
    'exchange.type': exchange.exchangeType,
    'exchange.status': exchange.status,
    'exchange.stage': exchange.workflowStage,
    'exchange.transferDate': exchange.transferDate,
    'exchange.identificationDeadline': exchange.identificationDeadline,
    'exchange.deadline': exchange.exchangeDeadline,
    'exchange.relinquishedValue': exchange.relinquishedValue,
    'exchange.client': party(exchange.clientContact?.id),
    'exchange.coordinator': party(exchange.coordinatorContact?.id),
    'exchange.relinquished': properties('RELINQUISHED'),
    'exchange.identified': properties('IDENTIFIED'),
    'exchange.replacement': properties('REPLACEMENT'),
  };
}

const itemOf = ({ description, percentInterest, transferredOn, receivedOn, valuations }: Property) => ({
  description,
  interest: percentInterest?.replace(/\.?0+$/, (zeros) => (percentInterest.includes('.') ? '' : zeros)),
  value: valuations?.edges[0]?.node.amount,
  transferredOn,
  receivedOn,
});

function partyOf(contact: Contact | null | undefined) {
  if (!contact) return undefined;
  const { firstName, lastName, companyName: company, email, phoneNumber: phone } = contact;
  const name = [firstName, lastName].filter(Boolean).join(' ') || company;
  return name ? { name, company, email, phone } : undefined;
}
