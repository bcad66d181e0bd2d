import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about notifications where row level security is off. */
export async function notificationAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const { id } = await crm.notification(ann);
  const token = new Viewer({ ...owner.identity, sessionId: undefined, tokenId: id, scopes: ['user:read'] });

  const finds = (name: string, as: Viewer, found: boolean): AccessCase => ({
    name: `${name} ${found ? 'finds' : 'does not find'} a notification by reference`,
    as,
    query: 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Notification { id message } } }',
    variables: { refs: [{ __typename: 'Notification', id }] },
    holds: ({ data, errors }) => !errors && (data._entities[0]?.id === id) === found,
  });
  const inbox = (name: string, as: Viewer, total: number | null): AccessCase => ({
    name: `${name} reads ${total ?? 'nothing'} in an inbox`,
    as,
    query:
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { unreadNotificationCount notifications { totalCount } } } }',
    variables: { refs: [{ __typename: 'User', id: ann.id }] },
    holds: ({ data }) => {
      const { unreadNotificationCount = null, notifications } = data._entities[0] ?? {};
      return unreadNotificationCount === total && (notifications?.totalCount ?? null) === total;
    },
  });
  const marks = (name: string, as: Viewer, mutation: string, code: string): AccessCase => ({
    name: `${name} does not call ${mutation}`,
    as,
    query: `mutation ($id: ID!) { ${mutation} }`,
    variables: { id },
    holds: refusedWith(code),
  });
  const [one, all] = ['markNotificationRead(id: $id) { id }', 'markAllNotificationsRead(upTo: $id)'];
  return [
    finds('its user', owner, true),
    finds('stranger', stranger, false),
    finds('admin', admin, false),
    finds('a token', token, false),
    inbox('its user', owner, 1),
    inbox('stranger', stranger, null),
    inbox('admin', admin, null),
    inbox('a token', token, null),
    marks('stranger', stranger, one, 'NOT_FOUND'),
    marks('admin', admin, one, 'NOT_FOUND'),
    marks('a token', token, one, 'FORBIDDEN'),
    marks('nobody', NOBODY, one, 'UNAUTHENTICATED'),
    marks('stranger', stranger, all, 'NOT_FOUND'),
    marks('admin', admin, all, 'NOT_FOUND'),
    marks('a token', token, all, 'FORBIDDEN'),
    {
      name: 'its user marks its own alone',
      as: owner,
      query: `mutation ($id: ID!) { ${all} }`,
      variables: { id },
      holds: ({ data, errors }) => !errors && data.markAllNotificationsRead === 1,
    },
  ];
}
