import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserPlan } from '../src/plan/plan.entity';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about plans of users where row level security is off. */
export async function planAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const { id } = await crm.given((db) => db.findOneByOrFail(UserPlan, { userId: ann.id }));

  const finds = (name: string, as: Viewer, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} a plan`,
      as,
      query: 'query ($id: ID!, $refs: [_Any!]!) { userPlan(id: $id) { id } _entities(representations: $refs) { ... on UserPlan { id } } }',
      variables: { id, refs: [{ __typename: 'UserPlan', id }] },
      holds: ({ data, errors }) => !errors && (data.userPlan?.id === id) === found && (data._entities[0]?.id === id) === found,
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} a plan`,
      as,
      query: 'query ($id: ID!) { userPlans(filter: { userId: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id: ann.id },
      holds: ({ data, errors }) => !errors && data.userPlans.edges.length === Number(found) && data.userPlans.totalCount === Number(found),
    },
  ];
  const mayNotSet = (name: string, as: Viewer, userId: string): AccessCase => ({
    name: `${name} does not set a plan`,
    as,
    query: 'mutation ($id: ID!) { setUserPlan(input: { userId: $id, planName: PRO }) { id } }',
    variables: { id: userId },
    holds: refusedWith('FORBIDDEN'),
  });
  return [
    ...finds('the user', owner, true),
    ...finds('admin', admin, true),
    ...finds('stranger', stranger, false),
    ...finds('support', aViewer('SUPPORT'), false),
    mayNotSet('the user', owner, ann.id),
    mayNotSet('stranger', stranger, ann.id),
    mayNotSet('support', aViewer('SUPPORT'), ann.id),
    // The token says that it is one; the database does not know any such administrator.
    mayNotSet('who is no administrator any more', aViewer('ADMIN'), ann.id),
    { name: 'nobody lists plans', as: NOBODY, query: '{ userPlans { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
