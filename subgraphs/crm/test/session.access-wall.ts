import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about sessions where row level security is off. */
export async function sessionAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const [{ id }] = await crm.given((db) =>
    db.query(`INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, gen_random_uuid(), now()) RETURNING id`, [ann.id]),
  );
  const finds = (name: string, as: Viewer, found: boolean): AccessCase => ({
    name: `${name} ${found ? 'finds' : 'does not find'} a session`,
    as,
    query: 'query ($id: ID!, $refs: [_Any!]!) { session(id: $id) { id } _entities(representations: $refs) { ... on UserSession { id } } }',
    variables: { id, refs: [{ __typename: 'UserSession', id }] },
    holds: ({ data, errors }) => !errors && (data.session?.id === id) === found && (data._entities[0]?.id === id) === found,
  });
  const ends = (name: string, as: Viewer, code: string): AccessCase => ({
    name: `${name} does not end a session of another`,
    as,
    query: 'mutation ($id: ID!) { revokeSession(id: $id) { id } }',
    variables: { id },
    holds: refusedWith(code),
  });
  const lists = (name: string, as: Viewer, count: number | null): AccessCase => ({
    name: `${name} lists ${count ?? 'no'} sessions of the user`,
    as,
    query:
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { sessions { totalCount edges { node { id } } } } } }',
    variables: { refs: [{ __typename: 'User', id: ann.id }] },
    holds: ({ data, errors }) =>
      count === null
        ? data._entities[0] === null
        : !errors && data._entities[0].sessions.totalCount === count && data._entities[0].sessions.edges.length === count,
  });
  return [
    finds('the user', owner, true),
    finds('admin', admin, true),
    finds('stranger', stranger, false),
    finds('support', aViewer('SUPPORT'), false),
    lists('the user', owner, 1),
    lists('admin', admin, 1),
    lists('stranger', stranger, null),
    ends('stranger', stranger, 'NOT_FOUND'),
    ends('admin', admin, 'FORBIDDEN'),
    { name: 'nobody finds a session', as: NOBODY, query: `{ session(id: "${id}") { id } }`, holds: refusedWith('UNAUTHENTICATED') },
  ];
}
