import type { ServiceClient } from '@plat/shared/access/service-client';
import type { Viewer } from '@plat/shared/access/viewer';
import { badInput } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import { z } from 'zod';
import type { Sources } from './template.variable';

/** What of a deal may fill a variable. */
export const DEAL_SOURCES: Sources = {
  'deal.title': { type: 'string' },
  'deal.status': { type: 'string' },
  'deal.stage': { type: 'string' },
  'deal.value': { type: 'money' },
  'deal.probability': { type: 'int' },
  'deal.expectedCloseDate': { type: 'date' },
  'deal.nextAction': { type: 'string' },
  'deal.owner': { type: 'party' },
  'deal.lead': { type: 'party' },
  'deal.propertyTitle': { type: 'string' },
  'deal.propertyAddress': { type: 'string' },
  'deal.propertyType': { type: 'string' },
  'deal.listingPrice': { type: 'money' },
};

const DEAL = `query ($id: ID!) {
  deal(id: $id) {
    title status stage estimatedValue probability expectedCloseDate nextAction
    user { firstName lastName fullName email }
    lead { name company email phone }
    property { title propertyType listingPrice address { line1 line2 city state zip } }
  }
}`;

const text = z.string().nullish();
const address = z.object({ line1: z.string(), line2: text, city: z.string(), state: z.string(), zip: z.string() });
const owner = z.object({ firstName: text, lastName: text, fullName: text, email: text });
const dealAnswer = z.object({
  deal: z
    .object({
      title: z.string(),
      status: z.string(),
      stage: z.string(),
      estimatedValue: text,
      probability: z.number().nullish(),
      expectedCloseDate: text,
      nextAction: text,
      user: owner.nullish(),
      lead: z.object({ name: z.string(), company: text, email: text, phone: text }).nullish(),
      property: z.object({ title: text, propertyType: text, listingPrice: text, address: address.nullish() }).nullish(),
    })
    .nullish(),
});

/** What the viewer may read of a deal, and of whom and what it is about. @throws PlatError as the graph of templates */
export async function dealValues(services: ServiceClient, viewer: Viewer, dealId: string): Promise<Readonly<Record<string, unknown>>> {
  const missing = badInput({ 'input.from.dealId': 'must be a Deal that you may see' });
  if (!isUuid(dealId)) throw missing;
  const { deal } = await services.query('crm', viewer, DEAL, { id: dealId }, dealAnswer);
  if (!deal) throw missing;
  const { user, lead, property } = deal;
  return {
    'deal.title': deal.title,
    'deal.status': deal.status,
    'deal.stage': deal.stage,
    'deal.value': deal.estimatedValue,
    'deal.probability': deal.probability,
    'deal.expectedCloseDate': deal.expectedCloseDate,
    'deal.nextAction': deal.nextAction,
    'deal.owner': user && ownerOf(user),
    'deal.lead': lead,
    'deal.propertyTitle': property?.title,
    'deal.propertyAddress': property?.address && lineOf(property.address),
    'deal.propertyType': property?.propertyType,
    'deal.listingPrice': property?.listingPrice,
  };
}

function ownerOf({ firstName, lastName, fullName, email }: z.output<typeof owner>) {
  const name = [firstName, lastName].filter(Boolean).join(' ') || fullName;
  return name ? { name, email } : undefined;
}

const lineOf = ({ line1, line2, city, state, zip }: z.output<typeof address>): string =>
  [line1, line2, city, `${state} ${zip}`].filter(Boolean).join(', ');
