import type { AccessCase } from '@plat/shared/testing/access-wall';
import { deletionAccess } from '@plat/shared/testing/deletion-walls';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** Who may not delete what in crm, where row level security is off. */
export async function deletionAccessOfCrm(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin, agent] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('AGENT')];
  const coordinator = aViewer('COORDINATOR');
  return [
    ...deletionAccess('User', ann.id, { stranger: [stranger, 'FORBIDDEN'], owner: [owner, 'FORBIDDEN'], agent: [agent, 'FORBIDDEN'] }),
    ...deletionAccess('User', boss.id, { 'an admin of themselves': [admin, 'FORBIDDEN'] }),
    ...deletionAccess('Contact', (await crm.contact({ ownerUserId: ann.id })).id, {
      stranger: [stranger, 'NOT_FOUND'],
      agent: [agent, 'NOT_FOUND'],
    }),
    ...deletionAccess('Contact', (await crm.contact()).id, { stranger: [stranger, 'NOT_FOUND'], agent: [agent, 'FORBIDDEN'] }),
    ...deletionAccess('Client', (await crm.client()).id, {
      stranger: [stranger, 'NOT_FOUND'],
      agent: [agent, 'FORBIDDEN'],
      coordinator: [coordinator, 'FORBIDDEN'],
    }),
    ...deletionAccess('Property', (await crm.property(ann)).id, { stranger: [stranger, 'NOT_FOUND'], admin: [admin, 'FORBIDDEN'] }),
    ...deletionAccess('Deal', (await crm.deal(ann)).id, { stranger: [stranger, 'NOT_FOUND'], admin: [admin, 'FORBIDDEN'] }),
    ...deletionAccess('Role', (await crm.role()).id, { stranger: [stranger, 'FORBIDDEN'], agent: [agent, 'FORBIDDEN'] }),
  ];
}
