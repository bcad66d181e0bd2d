import { NOBODY } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** Who looks after events: crm's code alone decides, because their tables are the system's. */
export async function parkedEventAccess(crm: TestCrm): Promise<AccessCase[]> {
  const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
  const choice = 'service: crm, eventId: "00000000-0000-4000-8000-000000000000", subscriber: crm';
  const calls: Readonly<Record<string, string>> = {
    'lists parked events': '{ parkedEvents(service: crm) { parked { totalCount } } }',
    'reads the backlog': '{ eventBacklog { service } }',
    'redelivers an event': `mutation { redeliverEvent(input: { ${choice} }) { eventId } }`,
    'skips an event': `mutation { skipEvent(input: { ${choice}, reason: "lost" }) { eventId } }`,
  };
  const refused = (name: string, as: typeof admin, code: string) =>
    Object.entries(calls).map(([does, query]): AccessCase => ({ name: `${name} ${does}`, as, query, holds: refusedWith(code) }));
  return [
    ...refused('support', aViewer('SUPPORT'), 'FORBIDDEN'),
    ...refused('a user', aViewer(), 'FORBIDDEN'),
    ...refused('nobody', NOBODY, 'UNAUTHENTICATED'),
    { name: 'admin lists parked events', as: admin, query: calls['lists parked events'] as string, holds: ({ errors }) => !errors },
    {
      name: 'admin redelivers what is not there',
      as: admin,
      query: calls['redelivers an event'] as string,
      holds: refusedWith('NOT_FOUND'),
    },
  ];
}
