import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { anEvent, audited } from './audit-log.factory';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about the audit log where row level security is off. */
export async function auditLogAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const exchangeId = randomUUID();
  const [id] = await audited(crm, anEvent({ actorUserId: ann.id, payload: { exchangeId } }), anEvent({ payload: { exchangeId } }));
  const finds = (name: string, as: Viewer, found: boolean): AccessCase => ({
    name: `${name} ${found ? 'finds' : 'does not find'} an entry of the audit log`,
    as,
    query: 'query ($id: ID!, $refs: [_Any!]!) { auditLog(id: $id) { id } _entities(representations: $refs) { ... on AuditLog { id } } }',
    variables: { id, refs: [{ __typename: 'AuditLog', id }] },
    holds: ({ data, errors }) => !errors && (data.auditLog?.id === id) === found && (data._entities[0]?.id === id) === found,
  });
  const lists = (name: string, as: Viewer, count: number): AccessCase => ({
    name: `${name} lists ${count} entries of an exchange`,
    as,
    query: `query ($id: ID!, $refs: [_Any!]!) { auditLogs(filter: { aboutExchangeId: { eq: $id } }) { edges { node { id } } totalCount }
      _entities(representations: $refs) { ... on Exchange { auditLogs { edges { node { id } } totalCount } } } }`,
    variables: { id: exchangeId, refs: [{ __typename: 'Exchange', id: exchangeId }] },
    holds: ({ data, errors }) =>
      !errors &&
      [data.auditLogs, data._entities[0].auditLogs].every(({ edges, totalCount }) => edges.length === count && totalCount === count),
  });
  const readsHead = (name: string, as: Viewer): AccessCase => ({
    name: `${name} does not read the head of the audit log`,
    as,
    query: '{ auditHead { seq hash statement } }',
    holds: refusedWith('FORBIDDEN'),
  });
  const [owner, stranger, admin, support] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('SUPPORT')];
  return [
    finds('who did it', owner, true),
    finds('admin', admin, true),
    finds('stranger', stranger, false),
    finds('support', support, false),
    lists('who did some of it', owner, 1),
    lists('admin', admin, 2),
    lists('stranger', stranger, 0),
    lists('support', support, 0),
    readsHead('who did something', owner),
    readsHead('support', support),
    { name: 'nobody lists the audit log', as: NOBODY, query: '{ auditLogs { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
