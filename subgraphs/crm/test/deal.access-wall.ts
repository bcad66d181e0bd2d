import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about deals where row level security is off. */
export async function dealAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const [house, foreignHouse] = [await crm.property(ann), await crm.property(bob)];
  const [lead, foreignLead] = [await crm.lead(ann), await crm.lead(bob)];
  const { id } = await crm.deal(ann, { leadId: lead.id, propertyId: house.id });

  const finds = (name: string, as: Viewer, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} the deal`,
      as,
      query: `query ($id: ID!, $refs: [_Any!]!) { deal(id: $id) { id } _entities(representations: $refs) { ... on Deal { id } } }`,
      variables: { id, refs: [{ __typename: 'Deal', id }] },
      holds: ({ data, errors }) => !errors && (data.deal?.id === id) === found && (data._entities[0]?.id === id) === found,
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} the deal`,
      as,
      query: 'query ($id: ID!) { deals(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id },
      holds: ({ data, errors }) => !errors && data.deals.edges.length === Number(found) && data.deals.totalCount === Number(found),
    },
    {
      // A reference to somebody else's deal does not get so far; that its history is hidden by itself shows here.
      name: `${name} ${found ? 'reads' : 'does not read'} its history`,
      as,
      query:
        'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Property { deals { totalCount } } ... on Deal { events { totalCount } } } }',
      variables: {
        refs: [
          { __typename: 'Property', id: house.id },
          { __typename: 'Deal', id },
        ],
      },
      holds: ({ data, errors }) =>
        !errors && (data._entities[0]?.deals.totalCount === 1) === found && (data._entities[1]?.events.totalCount === 1) === found,
    },
  ];
  const tries = (name: string, as: Viewer, field: string, code: string): AccessCase => ({
    name,
    as,
    query: `mutation { ${field} { id } }`,
    holds: refusedWith(code),
  });
  const changes = (name: string, as: Viewer, code: string): AccessCase[] =>
    [
      `updateDeal(input: { id: "${id}", title: "Mine" })`,
      `closeDeal(input: { id: "${id}", outcome: WON })`,
      `archiveDeal(id: "${id}")`,
      `reopenDeal(id: "${id}")`,
    ].map((field) => tries(`${name} does not ${field.split('(')[0]}`, as, field, code));
  const adds = (name: string, as: Viewer, what: string, code: string) =>
    tries(`${name} adds no deal about that`, as, `createDeal(input: { title: "New", stage: "proposal", ${what} })`, code);

  return [
    ...finds('owner', owner, true),
    ...finds('admin', admin, true),
    ...finds('stranger', stranger, false),
    ...finds('agent', aViewer('AGENT'), false),
    ...changes('stranger', stranger, 'NOT_FOUND'),
    ...changes('admin', admin, 'FORBIDDEN'),
    adds('owner', owner, `leadId: "${foreignLead.id}"`, 'NOT_FOUND'),
    adds('owner', owner, `propertyId: "${foreignHouse.id}"`, 'NOT_FOUND'),
    {
      // The trigger, which is no policy and stands here too, refuses in other words.
      ...adds('admin', admin, `propertyId: "${house.id}"`, 'FORBIDDEN'),
      holds: ({ errors }) => errors?.[0]?.message === 'Only the owner of a property has deals about it.',
    },
    tries('owner does not say it is about that', owner, `updateDeal(input: { id: "${id}", leadId: "${foreignLead.id}" })`, 'NOT_FOUND'),
    { name: 'nobody lists deals', as: NOBODY, query: '{ deals { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
