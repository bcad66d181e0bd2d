import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PARTICIPANT_ROLES, ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import { reportCheck } from '@plat/shared/testing/report-check';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Exchange } from '../src/exchange/exchange.entity';
import { type ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { OPERATIONS, type Operation, VERBS, type Verb } from './role-matrix.cells';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

type Role = 'ADMIN' | (typeof PARTICIPANT_ROLES)[number];
const ROLES: readonly Role[] = ['ADMIN', ...PARTICIPANT_ROLES];

/** What each role may in an exchange that is its own or assigned to it, written from the rules and not from the code. */
const MAY: Readonly<Record<Role, readonly Verb[]>> = {
  ADMIN: VERBS,
  COORDINATOR: ['view', 'message', 'upload', 'manage tasks', 'see office', 'run exchange'],
  CLIENT: ['view', 'message', 'upload', 'manage tasks'],
  THIRD_PARTY: ['view', 'message'],
  AGENCY: ['view', 'message', 'upload', 'manage tasks'],
};

/** own: named in the exchange and taking part; assigned: taking part; none: named, and taking part in another exchange. */
const RELATIONS = ['own', 'assigned', 'none'] as const;
const ACTIVITIES = ['active', 'inactive'] as const;

/** Who somebody is to an exchange. */
interface Standing {
  readonly role: Role;
  readonly relation: (typeof RELATIONS)[number];
  readonly activity: (typeof ACTIVITIES)[number];
}
type Cell = Standing & { readonly operation: Operation };

const standingsOf = (role: Role): Standing[] =>
  RELATIONS.flatMap((relation) => ACTIVITIES.map((activity): Standing => ({ role, relation, activity })));

/** What must come out: a hidden exchange is as one that is not there. */
function expected({ role, relation, activity, operation: { verb, ofParticipants } }: Cell): string {
  const isIn = role === 'ADMIN' || (relation !== 'none' && activity === 'active');
  if (isIn && MAY[role].includes(verb)) return 'done';
  if (verb === 'view') return 'empty';
  // Grants know of rights alone.
  return isIn || ofParticipants ? 'FORBIDDEN' : 'NOT_FOUND';
}

/** Somebody in that relation to an exchange with everybody else in it. */
async function setting({ role, relation, activity }: Standing): Promise<{ as: Viewer; exchange: Exchange }> {
  const as = aViewer(role);
  const named = relation === 'assigned' ? {} : { [role === 'COORDINATOR' ? 'coordinatorContactId' : 'clientContactId']: as.contactId };
  const { exchange } = await service.staffed({ ppMatterId: randomUUID(), ...named });
  const place = relation === 'none' ? (await service.staffed()).exchange : exchange;
  const part = role === 'ADMIN' ? ParticipantRole.AGENCY : ParticipantRole[role];
  // More than the role may: the matrix has to cut it.
  const permissions = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'] as ParticipantPermission[];
  await service.participant(place, as, part, { permissions, isActive: activity === 'active' });
  return { as, exchange };
}

describe('the role matrix', () => {
  it('is the one of the rules, cell by cell', () => {
    const verbs = { VIEW: 'view', MESSAGE: 'message', UPLOAD: 'upload', MANAGE: 'manage tasks' } as const;
    for (const role of PARTICIPANT_ROLES) {
      const rights = Object.entries(verbs).filter(([, verb]) => MAY[role].includes(verb));
      expect([role, [...ROLE_MATRIX[role]].sort()]).toEqual([role, rights.map(([right]) => right).sort()]);
    }
  });

  it('has an operation for every verb', () => {
    expect([...new Set(OPERATIONS.map(({ verb }) => verb))].sort()).toEqual([...VERBS].sort());
  });

  it.each(ROLES)(
    'is what %s gets, own, assigned and of others, active and inactive',
    async (role) => {
      const bad: string[] = [];
      let inputs = 0;
      for (const standing of standingsOf(role)) {
        // All on one exchange, whose end is tried last.
        const { as, exchange } = await setting(standing);
        for (const operation of OPERATIONS.filter(({ ofParticipants }) => role !== 'ADMIN' || !ofParticipants)) {
          const cell: Cell = { ...standing, operation };
          const outcome = await operation.run(service, as, exchange);
          inputs += 1;
          if (outcome !== expected(cell))
            bad.push(`${role} ${cell.relation} ${cell.activity} ${operation.name}: ${outcome}, not ${expected(cell)}`);
        }
      }
      reportCheck(`role matrix of ${role}`, { inputs, bad: bad.length });
      expect(bad).toEqual([]);
    },
    120_000,
  );
});
