import type { AsSystem } from '../database/system-database';
import { badInput } from '../errors/plat-error';
import { type InternalPaths, internalPath } from '../graphql/internal-path';
import {
  GRANTS_PAGE,
  GRANTS_PAGE_PATH,
  GRANTS_PATH,
  type GrantSubject,
  grantsPageQuestion,
  grantsQuestion,
  type OwnerGrant,
} from './grants';

/** Where a service finds who owns, or takes part in, things of one type. */
export interface GrantSource {
  /** The entity whose events tell of changes. */
  readonly entity: string;
  /** SQL for all rows: id (of the entity), subject_id, principal_id, role, permissions (text[]), is_active. */
  readonly rows: string;
  /** The rights as they count, where they are fewer than the row's permissions. */
  readonly rights?: (row: Pick<OwnerGrant, 'role' | 'permissions' | 'isActive'>) => readonly string[];
}

type Row = OwnerGrant & { readonly id: string };

/** Rows and their last events in one statement, and so of one moment. */
const select = ({ rows, entity }: GrantSource) => `SELECT r.id, r.subject_id AS "subjectId", r.principal_id AS "principalId", r.role,
  r.permissions, r.is_active AS "isActive", coalesce((SELECT max(e.seq) FROM outbox_events e
    WHERE e.subject_type = '${entity}' AND e.subject_id = CAST(r.id AS text)), 0)::text AS seq FROM (${rows}) r`;

/** The paths by which a service tells documents, and nobody else, who owns and takes part in what it keeps. */
export const grantPaths = (sources: Readonly<Partial<Record<GrantSubject, GrantSource>>>): InternalPaths => {
  const read = (asSystem: AsSystem, type: GrantSubject, tail: string, values: unknown[]): Promise<Row[]> => {
    const source = sources[type];
    if (!source) throw badInput({ type: 'is kept by another service' });
    return asSystem((db) => db.query(`${select(source)} ${tail}`, values));
  };
  const toGrant = (type: GrantSubject, { id: _, ...row }: Row): OwnerGrant => ({
    ...row,
    permissions: [...(sources[type]?.rights?.(row) ?? row.permissions)],
  });
  return {
    [GRANTS_PATH]: internalPath({
      method: 'POST',
      callers: ['documents'],
      schema: grantsQuestion,
      answer: async ({ type, ids, principalId }, { asSystem }) => {
        const tail = 'WHERE r.subject_id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR r.principal_id = $2::uuid)';
        const rows = await read(asSystem, type, tail, [ids, principalId ?? null]);
        return { grants: rows.map((row) => toGrant(type, row)) };
      },
    }),
    [GRANTS_PAGE_PATH]: internalPath({
      method: 'POST',
      callers: ['documents'],
      schema: grantsPageQuestion,
      answer: async ({ type, after }, { asSystem }) => {
        const tail = `WHERE $1::uuid IS NULL OR r.id > $1::uuid ORDER BY r.id LIMIT ${GRANTS_PAGE}`;
        const rows = await read(asSystem, type, tail, [after ?? null]);
        const next = rows.length === GRANTS_PAGE ? (rows.at(-1)?.id ?? null) : null;
        return { grants: rows.map((row) => toGrant(type, row)), next };
      },
    }),
  };
};
