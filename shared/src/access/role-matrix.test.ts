import { describe, expect, it } from '@jest/globals';
import { effectiveRights, PARTICIPANT_PERMISSIONS, PARTICIPANT_ROLES, type Participation, ROLE_MATRIX } from './role-matrix';

/** The matrix as the business wrote it down: view, messaging, document upload, task management. */
const STATED = {
  COORDINATOR: { VIEW: true, MESSAGE: true, UPLOAD: true, MANAGE: true },
  CLIENT: { VIEW: true, MESSAGE: true, UPLOAD: true, MANAGE: true },
  THIRD_PARTY: { VIEW: true, MESSAGE: true, UPLOAD: false, MANAGE: false },
  AGENCY: { VIEW: true, MESSAGE: true, UPLOAD: true, MANAGE: true },
};

describe('the role matrix of exchanges', () => {
  it.each(PARTICIPANT_ROLES.flatMap((role) => PARTICIPANT_PERMISSIONS.map((right) => [role, right] as const)))(
    'knows whether %s has %s',
    (role, right) => {
      expect(ROLE_MATRIX[role].includes(right)).toBe(STATED[role][right]);
    },
  );
});

describe('effective rights', () => {
  const all = PARTICIPANT_PERMISSIONS;
  it.each<[string, Participation[], readonly string[]]>([
    ['nothing without a participation', [], []],
    ['what role and permissions share', [{ role: 'COORDINATOR', permissions: ['VIEW'], isActive: true }], ['VIEW']],
    ['nothing where no permission is given', [{ role: 'CLIENT', permissions: [], isActive: true }], []],
    ['nothing beyond the role', [{ role: 'THIRD_PARTY', permissions: all, isActive: true }], ['VIEW', 'MESSAGE']],
    ['nothing by what is no longer active', [{ role: 'COORDINATOR', permissions: all, isActive: false }], []],
    [
      'the union of several roles',
      [
        { role: 'THIRD_PARTY', permissions: ['VIEW', 'MESSAGE'], isActive: true },
        { role: 'AGENCY', permissions: ['UPLOAD'], isActive: true },
      ],
      ['VIEW', 'MESSAGE', 'UPLOAD'],
    ],
    [
      'each role narrowed by its own permissions alone',
      [
        { role: 'THIRD_PARTY', permissions: ['UPLOAD'], isActive: true },
        { role: 'AGENCY', permissions: ['VIEW'], isActive: true },
      ],
      ['VIEW'],
    ],
  ])('are %s', (_, participations, rights) => {
    expect(effectiveRights(participations)).toEqual(rights);
  });
});
