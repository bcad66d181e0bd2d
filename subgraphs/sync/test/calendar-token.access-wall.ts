import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestSync } from './sync.factory';

/** What sync answers about calendar tokens where row level security is off. */
export async function calendarTokenAccess(sync: TestSync): Promise<AccessCase[]> {
  const [owner, stranger, admin, support] = [aViewer(), aViewer(), aViewer('ADMIN'), aViewer('SUPPORT')];
  const { id } = await sync.calendarToken(owner);
  const [ofOwner, alsoOfOwner] = [randomUUID(), randomUUID()];
  for (const contributor of [ofOwner, alsoOfOwner]) sync.others.assign('Contributor', contributor, owner.userId);

  const finds = (name: string, as: Viewer, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} a calendar token`,
      as,
      query:
        'query ($id: ID!, $refs: [_Any!]!) { calendarSyncToken(id: $id) { id } _entities(representations: $refs) { ... on CalendarSyncToken { id } } }',
      variables: { id, refs: [{ __typename: 'CalendarSyncToken', id }] },
      holds: ({ data, errors }) => !errors && (data.calendarSyncToken?.id === id) === found && (data._entities[0]?.id === id) === found,
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} a calendar token`,
      as,
      query: 'query ($id: ID!) { calendarSyncTokens(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id },
      holds: ({ data, errors }) =>
        !errors && data.calendarSyncTokens.edges.length === Number(found) && data.calendarSyncTokens.totalCount === Number(found),
    },
  ];
  const edit = (input: object): Pick<AccessCase, 'query' | 'variables'> => ({
    query: 'mutation ($input: UpdateCalendarSyncTokenInput!) { updateCalendarSyncToken(input: $input) { id } }',
    variables: { input: { id, ...input } },
  });
  const remove: Pick<AccessCase, 'query' | 'variables'> = {
    query: 'mutation ($id: ID!) { deleteCalendarSyncToken(id: $id) { id } }',
    variables: { id },
  };
  const connect = (contributorId: string): Pick<AccessCase, 'query' | 'variables'> => ({
    query:
      'mutation ($id: ID!) { createCalendarSyncToken(input: { contributorId: $id, provider: GOOGLE, refreshToken: "1//n" }) { contributor { id } } }',
    variables: { id: contributorId },
  });
  const connects: AccessCase['holds'] = ({ errors }) => !errors;
  const refused = (name: string, as: Viewer, code: string): AccessCase[] => [
    { name: `${name} pauses no calendar`, as, ...edit({ syncStatus: 'DISABLED' }), holds: refusedWith(code) },
    { name: `${name} gives a calendar no refresh token`, as, ...edit({ refreshToken: '1//mine' }), holds: refusedWith(code) },
    { name: `${name} disconnects no calendar`, as, ...remove, holds: refusedWith(code) },
  ];

  return [
    ...finds('the owner', owner, true),
    ...finds('an admin', admin, true),
    ...finds('a stranger', stranger, false),
    ...finds('support', support, false),
    ...refused('a stranger', stranger, 'NOT_FOUND'),
    ...refused('support', support, 'NOT_FOUND'),
    ...refused('an admin', admin, 'FORBIDDEN'),
    ...refused('nobody', NOBODY, 'UNAUTHENTICATED'),
    { name: 'the owner pauses a calendar', as: owner, ...edit({ syncStatus: 'DISABLED' }), holds: ({ errors }) => !errors },
    {
      name: 'nobody lists calendar tokens',
      as: NOBODY,
      query: '{ calendarSyncTokens { totalCount } }',
      holds: refusedWith('UNAUTHENTICATED'),
    },
    { name: 'the owner connects a calendar of its own contributor', as: owner, ...connect(ofOwner), holds: connects },
    { name: 'a stranger connects none of them', as: stranger, ...connect(alsoOfOwner), holds: refusedWith('BAD_USER_INPUT') },
    { name: 'support connects none of them', as: support, ...connect(alsoOfOwner), holds: refusedWith('BAD_USER_INPUT') },
    { name: 'an agent connects one of any contributor', as: aViewer('AGENT'), ...connect(alsoOfOwner), holds: connects },
    { name: 'nobody connects a calendar', as: NOBODY, ...connect(randomUUID()), holds: refusedWith('UNAUTHENTICATED') },
  ];
}
