import { describe, expect, it } from '@jest/globals';
import { none } from '@plat/shared/access/scope';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayWriteClients, visibleClients } from './client.policy';

const clientId = '2f1c3f0e-5a38-4a0a-9df5-3e61c9f2a3c1';
const shape = (scope: unknown) => JSON.stringify(scope);

describe('clients', () => {
  it('are all visible with the permission, whatever the role', () => {
    for (const viewer of [
      aViewer('ADMIN'),
      aViewer('AGENT'),
      aViewer('SUPPORT'),
      aViewer('COORDINATOR'),
      aViewer('USER', { permissions: ['client:read'], clientId }),
    ])
      expect(visibleClients(viewer)).toEqual({});
  });

  it('are visible to their own login, and to nobody else', () => {
    expect(visibleClients(aViewer('CLIENT', { clientId }))).toEqual({ id: clientId });
    for (const viewer of [aViewer('CLIENT'), aViewer('ADMIN', { permissions: [] }), NOBODY]) {
      expect(shape(visibleClients(viewer))).toBe(shape(none()));
      expect(visibleClients(viewer)).not.toEqual({});
    }
  });

  it('are written with the permission', () => {
    for (const viewer of [aViewer('ADMIN'), aViewer('AGENT'), aViewer('EMPLOYEE')])
      expect(() => assertMayWriteClients(viewer)).not.toThrow();
    for (const viewer of [
      aViewer('SUPPORT'),
      aViewer('COORDINATOR'),
      aViewer('CLIENT', { clientId }),
      aViewer('USER', { permissions: ['client:read'] }),
      NOBODY,
    ]) {
      expect(() => assertMayWriteClients(viewer)).toThrow(
        expect.objectContaining({ code: 'FORBIDDEN', message: 'You need the permission client:write.' }),
      );
    }
  });
});
