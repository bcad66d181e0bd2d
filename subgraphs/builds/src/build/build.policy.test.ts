import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayWriteBuilds, visibleBuilds } from './build.policy';

/** A condition on the id in SQL of its own, without a value: `false`. */
const NO_ROW = { id: expect.objectContaining({ type: 'raw', objectLiteralParameters: {} }) };

describe('the policy of builds', () => {
  it('shows all with the permission', () => {
    for (const role of ['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'] as const) expect(visibleBuilds(aViewer(role))).toEqual({});
  });

  it('shows a client’s login its own and those of its projects, and everybody else none', () => {
    const clientId = randomUUID();
    expect(visibleBuilds(aViewer('CLIENT', { clientId }))).toEqual([{ clientId }, { projectId: expect.objectContaining({ type: 'raw' }) }]);
    for (const viewer of [NOBODY, aViewer('USER'), aViewer('COORDINATOR'), aViewer('USER', { permissions: ['project:read'] })])
      expect(visibleBuilds(viewer)).toEqual(NO_ROW);
  });

  it('lets the permission write, and nothing else', () => {
    for (const role of ['ADMIN', 'EMPLOYEE', 'AGENT'] as const) expect(() => assertMayWriteBuilds(aViewer(role))).not.toThrow();
    for (const viewer of [NOBODY, aViewer('SUPPORT'), aViewer('CLIENT', { clientId: randomUUID() })])
      expect(() => assertMayWriteBuilds(viewer)).toThrow('build:write');
  });
});
