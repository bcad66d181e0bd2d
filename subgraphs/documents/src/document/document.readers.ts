import type { GrantSubject } from '@plat/shared/access/grants';
import type { ParticipantPermissionName } from '@plat/shared/access/role-matrix';
import type { EntityManager } from 'typeorm';
import type { Document } from './document.entity';
import type { DocumentAccessLevel, DocumentOrigin } from './document.enum';

/** What decides who reads a document. */
export type Read = Pick<
  Document,
  'origin' | 'userId' | 'leadId' | 'projectId' | 'exchangeId' | 'accessLevel' | 'allowedRoles' | 'clientVisible' | 'uploadedById'
>;

/**
 * Whom a document concerns: those who read it because of what they are to it, by what they are known as. Administrators,
 * staff that reads all projects, and everybody who reads what is PUBLIC are not told of each document.
 */
export interface Readers {
  readonly users?: readonly string[];
  readonly contacts?: readonly string[];
  readonly clients?: readonly string[];
  /** This user, if one of the contacts is theirs: who uploaded what is RESTRICTED reads it while they take part. */
  readonly uploader?: { readonly userId: string; readonly contacts: readonly string[] };
}

/** An active grant on what documents belong to. */
export interface Granted {
  readonly subjectType: GrantSubject;
  readonly subjectId: string;
  readonly principalId: string;
  readonly role: string;
  readonly permissions: readonly string[];
}

/** Of exchanges that notify nobody there are none. */
const GRANTS_SQL = `SELECT g.subject_type AS "subjectType", g.subject_id AS "subjectId", g.principal_id AS "principalId", g.role, g.permissions
  FROM unnest($1::text[], $2::uuid[]) AS of (type, id) JOIN access_grants g ON g.subject_type = of.type AND g.subject_id = of.id AND g.is_active
  WHERE NOT EXISTS (SELECT FROM quiet_exchanges q WHERE of.type = 'Exchange' AND q.exchange_id = of.id)
  ORDER BY g.subject_type, g.subject_id, g.principal_id, g.role`;

const VIEW: ParticipantPermissionName = 'VIEW';

/** Who reads these documents at this moment, by what is told of their grants, in one statement. @returns in the same order */
export async function readersOf(db: EntityManager, documents: readonly Read[]): Promise<Readers[]> {
  const subjects = [...new Set(documents.flatMap((document) => keyOf(document) ?? []))].map((key) => key.split(' '));
  const granted: Granted[] = subjects.length
    ? await db.query(GRANTS_SQL, [subjects.map(([type]) => type), subjects.map(([, id]) => id)])
    : [];
  return documents.map((document) => readersAmong(document, granted));
}

/** What decides who reads it, where another service says whose that is. */
function keyOf({ origin, leadId, exchangeId, projectId, clientVisible }: Read): string | undefined {
  const key = (type: GrantSubject, id: string | null) => (id ? `${type} ${id}` : undefined);
  const from: `${DocumentOrigin}` = origin;
  if (from === 'LEAD') return key('Lead', leadId);
  if (from === 'EXCHANGE') return key('Exchange', exchangeId);
  return from === 'PROJECT' && clientVisible ? key('Project', projectId) : undefined;
}

/** @param granted active grants, on other things too */
export function readersAmong(document: Read, granted: readonly Granted[]): Readers {
  const origin: `${DocumentOrigin}` = document.origin;
  const key = keyOf(document);
  const held = granted.filter(({ subjectType, subjectId }) => `${subjectType} ${subjectId}` === key);
  const holders = (role: string) => principals(held.filter((grant) => grant.role === role));
  if (origin === 'LEAD') return { users: holders('OWNER') };
  if (origin === 'PROJECT') return { clients: holders('CLIENT') };
  if (origin !== 'EXCHANGE') return { users: document.userId ? [document.userId] : [] };
  const viewers = principals(held.filter(({ permissions }) => permissions.includes(VIEW)));
  const level: `${DocumentAccessLevel}` = document.accessLevel;
  if (level !== 'RESTRICTED') return { contacts: viewers };
  const inRole = principals(held.filter(({ role }) => document.allowedRoles?.includes(role)));
  const contacts = viewers.filter((one) => inRole.includes(one));
  const others = viewers.filter((one) => !inRole.includes(one));
  const { uploadedById: userId } = document;
  return { contacts, ...(userId && others.length > 0 && { uploader: { userId, contacts: others } }) };
}

const principals = (granted: readonly Granted[]): string[] => [...new Set(granted.map(({ principalId }) => principalId))];

/** Whom an edit lets read a document, and who has read it before and still does: participants alone can be let in or shut out. */
export function sinceEdit(before: Readers, after: Readers): { readonly readers: Readers; readonly newReaders: Readers } {
  const { contacts = [], ...others } = after;
  const had = new Set(before.contacts);
  return {
    readers: { ...others, contacts: contacts.filter((one) => had.has(one)) },
    newReaders: { contacts: contacts.filter((one) => !had.has(one)) },
  };
}
