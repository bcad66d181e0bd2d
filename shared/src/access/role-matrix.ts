/** What somebody can be in an exchange. Administrators stand above the matrix: their role is the user's, `users.role`. */
export const PARTICIPANT_ROLES = ['CLIENT', 'COORDINATOR', 'THIRD_PARTY', 'AGENCY'] as const;
export type ParticipantRoleName = (typeof PARTICIPANT_ROLES)[number];

/**
 * What a participant can be allowed to do: VIEW reads the exchange with its participants, properties, messages, tasks
 * and documents, MESSAGE sends, UPLOAD adds documents, MANAGE writes tasks and, for a coordinator, the exchange itself.
 */
export const PARTICIPANT_PERMISSIONS = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'] as const;
export type ParticipantPermissionName = (typeof PARTICIPANT_PERMISSIONS)[number];

/** The most that each role may do in an exchange; a participation's own permissions narrow it. */
export const ROLE_MATRIX: Readonly<Record<ParticipantRoleName, readonly ParticipantPermissionName[]>> = {
  CLIENT: ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'],
  COORDINATOR: ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'],
  THIRD_PARTY: ['VIEW', 'MESSAGE'],
  AGENCY: ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'],
};

/** One role of one person in one exchange. */
export interface Participation {
  readonly role: ParticipantRoleName;
  readonly permissions: readonly ParticipantPermissionName[];
  readonly isActive: boolean;
}

/**
 * What somebody may do in an exchange by all of their participations in it: each counts while it is active, and never
 * gives more than its role's part of the matrix.
 */
export const effectiveRights = (participations: readonly Participation[]): ParticipantPermissionName[] =>
  PARTICIPANT_PERMISSIONS.filter((right) =>
    participations.some(({ role, permissions, isActive }) => isActive && permissions.includes(right) && ROLE_MATRIX[role].includes(right)),
  );
