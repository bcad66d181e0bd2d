import { describe, expect, it } from '@jest/globals';
import type { Participation } from '@plat/shared/access/role-matrix';
import { Viewer } from '@plat/shared/access/viewer';
import { assertMayManageExchange, assertMayOpenExchange, mayReadOfficeFields, visibleExchanges } from './exchange.policy';

const admin = new Viewer({ userId: 'u', contactId: 'c', role: 'ADMIN' });
const coordinator = new Viewer({ userId: 'u', contactId: 'c', role: 'COORDINATOR' });
const client = new Viewer({ userId: 'u', contactId: 'c', role: 'CLIENT' });
const part = (role: Participation['role'], permissions: Participation['permissions'], isActive = true): Participation => ({
  role,
  permissions,
  isActive,
});
const ALL = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'] as const;

describe('visible exchanges', () => {
  it('are all for an administrator, and asked of the participations for others', () => {
    expect(visibleExchanges(admin)).toEqual({});
    expect(visibleExchanges(coordinator)).toEqual({ id: expect.objectContaining({ objectLiteralParameters: expect.anything() }) });
  });

  it('are none for whoever is nobody in the registry', () => {
    const { id } = visibleExchanges(new Viewer({ userId: 'u', role: 'COORDINATOR' })) as { id: { getSql: (column: string) => string } };
    expect(id.getSql('id')).toBe('false');
  });
});

describe('opening an exchange', () => {
  it.each([
    ['an administrator', admin, 'anybody', true],
    ['a coordinator who coordinates it', coordinator, 'c', true],
    ['a coordinator for another one', coordinator, 'other', false],
    ['a coordinator for nobody', new Viewer({ userId: 'u', role: 'COORDINATOR' }), undefined, false],
    ['a client', client, 'c', false],
  ])('by %s', (_, viewer, coordinates, allowed) => {
    const open = () => assertMayOpenExchange(viewer, coordinates);
    if (allowed) expect(open).not.toThrow();
    else expect(open).toThrow('coordinators those that they coordinate');
  });
});

describe('writing in an exchange, and reading its office fields', () => {
  it.each<[string, Viewer, Participation[], boolean, boolean]>([
    ['an administrator', admin, [], true, true],
    ['a coordinator with all rights', coordinator, [part('COORDINATOR', ALL)], true, true],
    ['a coordinator narrowed to VIEW', coordinator, [part('COORDINATOR', ['VIEW'])], false, true],
    ['a coordinator with nothing', coordinator, [part('COORDINATOR', [])], false, false],
    ['a former coordinator', coordinator, [part('COORDINATOR', ALL, false)], false, false],
    ['a coordinator of other exchanges', coordinator, [], false, false],
    ['a client with MANAGE', client, [part('CLIENT', ALL)], false, false],
    ['a third party with what no third party has', client, [part('THIRD_PARTY', ALL)], false, false],
    ['a client who also coordinates it', client, [part('CLIENT', ALL), part('COORDINATOR', ALL)], true, true],
    ['a client with MANAGE who also coordinates it without', client, [part('CLIENT', ALL), part('COORDINATOR', ['VIEW'])], false, true],
  ])('by %s', (_, viewer, own, writes, reads) => {
    const write = () => assertMayManageExchange(viewer, own);
    if (writes) expect(write).not.toThrow();
    else expect(write).toThrow('write in this exchange');
    expect(mayReadOfficeFields(viewer, own)).toBe(reads);
  });
});
