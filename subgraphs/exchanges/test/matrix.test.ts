import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { effectiveRights, PARTICIPANT_PERMISSIONS, PARTICIPANT_ROLES } from '@plat/shared/access/role-matrix';
import { rowBreaches } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { type ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

describe('the role matrix in SQL', () => {
  it.each(
    PARTICIPANT_ROLES.flatMap((role) =>
      [[...PARTICIPANT_PERMISSIONS], ...PARTICIPANT_PERMISSIONS.map((one) => [one])].map((permissions) => [role, permissions] as const),
    ),
  )('gives %s with %j the rights of the matrix in code', async (role, permissions) => {
    const [person, exchange] = [aViewer(), await service.exchange()];
    await service.participant(exchange, person, ParticipantRole[role], { permissions: permissions as ParticipantPermission[] });
    const rights = effectiveRights([{ role, permissions, isActive: true }]);
    const cases = PARTICIPANT_PERMISSIONS.map((right) => ({
      name: right,
      as: person,
      sql: 'SELECT my_exchanges($1)',
      values: [right],
      expect: rights.includes(right) ? 1 : 0,
    }));
    expect(await rowBreaches(service.database, cases)).toEqual([]);
  });
});
