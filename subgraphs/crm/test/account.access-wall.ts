import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { hashPassword } from '../src/session/password';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

const PASSWORD = 'a password of the wall';

/** What crm answers about accounts where row level security is off. */
export async function accountAccess(crm: TestCrm): Promise<AccessCase[]> {
  const ann = await crm.user({ passwordHash: await hashPassword(PASSWORD) });
  const [bob, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const [shared, own] = [await crm.contact(), await crm.contact({ ownerUserId: ann.id })];
  const [coordinator, client, card] = [aViewer('COORDINATOR'), await crm.contact(), await crm.contact()];
  crm.outside.parts.set(client.id, { coordinators: [coordinator.contactId], elsewhere: true });
  crm.outside.parts.set(card.id, {});

  const readsVerification = (name: string, as: Viewer, found: boolean): AccessCase => ({
    name: `${name} ${found ? 'reads' : 'does not read'} that an address is confirmed`,
    as,
    query: 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { emailVerifiedAt } } }',
    variables: { refs: [{ __typename: 'User', id: ann.id }] },
    holds: ({ data, errors }) => !errors && Boolean(data._entities[0]?.emailVerifiedAt) === found,
  });
  const invites = (name: string, as: Viewer, contactId: string, holds: AccessCase['holds']): AccessCase => ({
    name: `${name} invites a contact`,
    as,
    query: 'mutation ($contactId: ID!) { inviteContact(contactId: $contactId) { contact { id } } }',
    variables: { contactId },
    holds,
  });
  const moves = (name: string, as: Viewer, id: string, holds: AccessCase['holds']): AccessCase => ({
    name: `${name} gives a contact another address`,
    as,
    query: 'mutation ($id: ID!) { updateContact(input: { id: $id, alternateEmail: "moved@example.com" }) { id } }',
    variables: { id },
    holds,
  });
  const nobody = (field: string, code: string): AccessCase => ({
    name: `nobody asks for ${field}`,
    as: NOBODY,
    query: `mutation { ${field} { __typename } }`,
    holds: refusedWith(code),
  });
  return [
    readsVerification('the user', owner, true),
    readsVerification('admin', admin, true),
    readsVerification('stranger', stranger, false),
    invites('stranger', stranger, shared.id, refusedWith('NOT_FOUND')),
    invites('coordinator', aViewer('COORDINATOR'), shared.id, refusedWith('NOT_FOUND')),
    invites('owner', owner, own.id, refusedWith('FORBIDDEN')),
    invites('agent', aViewer('AGENT'), own.id, refusedWith('NOT_FOUND')),
    invites('agent of the registry', aViewer('AGENT'), shared.id, ({ data }) => data.inviteContact?.contact.id === shared.id),
    invites('coordinator of an exchange', coordinator, client.id, ({ data }) => data.inviteContact?.contact.id === client.id),
    invites('coordinator of another exchange', coordinator, card.id, refusedWith('NOT_FOUND')),
    invites('agent of who takes part in an exchange', aViewer('AGENT'), client.id, refusedWith('FORBIDDEN')),
    moves('coordinator of one of several exchanges', coordinator, client.id, refusedWith('FORBIDDEN')),
    moves('coordinator of another exchange', coordinator, card.id, refusedWith('NOT_FOUND')),
    moves('agent of who takes part in an exchange', aViewer('AGENT'), client.id, refusedWith('FORBIDDEN')),
    moves('admin', admin, client.id, ({ data }) => data.updateContact?.id === client.id),
    {
      name: 'a stranger’s password does not move the account of another',
      as: stranger,
      query: `mutation { changeEmail(input: { email: "new@example.com", password: "${PASSWORD}" }) { accepted } }`,
      holds: refusedWith('BAD_USER_INPUT'),
    },
    nobody(`inviteContact(contactId: "${shared.id}")`, 'UNAUTHENTICATED'),
    nobody(`changeEmail(input: { email: "new@example.com", password: "${PASSWORD}" })`, 'UNAUTHENTICATED'),
    nobody(`changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "${PASSWORD}" })`, 'UNAUTHENTICATED'),
    nobody('requestEmailVerification', 'UNAUTHENTICATED'),
    nobody('verifyEmail(token: "x")', 'BAD_USER_INPUT'),
    nobody(`resetPassword(input: { token: "x", newPassword: "${PASSWORD}" })`, 'BAD_USER_INPUT'),
    nobody(`acceptInvitation(input: { token: "x", password: "${PASSWORD}" })`, 'BAD_USER_INPUT'),
  ];
}
