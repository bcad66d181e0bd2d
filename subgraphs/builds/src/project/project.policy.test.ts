import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayWriteProjects, visibleProjects } from './project.policy';

/** A condition on the id in SQL of its own, without a value: `false`. */
const NO_ROW = { id: expect.objectContaining({ type: 'raw', objectLiteralParameters: {} }) };

describe('the policy of projects', () => {
  it('shows all with the permission', () => {
    for (const role of ['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'] as const) expect(visibleProjects(aViewer(role))).toEqual({});
  });

  it('shows a client’s login its own, and everybody else none', () => {
    const clientId = randomUUID();
    expect(visibleProjects(aViewer('CLIENT', { clientId }))).toEqual({ clientId });
    for (const viewer of [NOBODY, aViewer('USER'), aViewer('COORDINATOR')]) expect(visibleProjects(viewer)).toEqual(NO_ROW);
  });

  it('lets the permission write, and nothing else', () => {
    for (const role of ['ADMIN', 'EMPLOYEE', 'AGENT'] as const) expect(() => assertMayWriteProjects(aViewer(role))).not.toThrow();
    for (const viewer of [NOBODY, aViewer('SUPPORT'), aViewer('COORDINATOR'), aViewer('CLIENT', { clientId: randomUUID() })])
      expect(() => assertMayWriteProjects(viewer)).toThrow('project:write');
  });
});
