import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestSync } from './sync.factory';

/** What sync answers about calendar tokens where row level security is off. */
export async function calendarTokenAccess(sync: TestSync): Promise<AccessCase[]> {
  const [owner, stranger, admin, support] = [aViewer(), aViewer(), aViewer('ADMIN'), aViewer('SUPPORT')];
  const { id } = await sync.calendarToken(owner);

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
    {
      name: 'nobody connects a calendar',
      as: NOBODY,
      holds: refusedWith('UNAUTHENTICATED'),
      query:
        'mutation ($id: ID!) { createCalendarSyncToken(input: { contributorId: $id, provider: GOOGLE, refreshToken: "1//n" }) { id } }',
      variables: { id: randomUUID() },
    },
  ];
}
