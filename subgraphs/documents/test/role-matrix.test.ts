import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PARTICIPANT_PERMISSIONS, PARTICIPANT_ROLES, type ParticipantPermissionName, ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import { reportCheck } from '@plat/shared/testing/report-check';
import { type RowCase, rowBreaches } from '@plat/shared/testing/row-wall';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { DocumentAccessLevel } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

const LEVELS = ['PUBLIC', 'EXCHANGE', 'RESTRICTED'] as const;
const ALLOWED: readonly string[] = ['CLIENT', 'COORDINATOR'];
const ROLES = ['ADMIN', ...PARTICIPANT_ROLES] as const;
const STANDS = ['uploaded it', 'takes part', 'is a stranger'] as const;

/** Somebody, and a document of an exchange. */
interface Cell {
  readonly level: (typeof LEVELS)[number];
  readonly role: (typeof ROLES)[number];
  readonly stands: (typeof STANDS)[number];
  readonly isActive: boolean;
  readonly rights: readonly ParticipantPermissionName[];
}

/** Every set of rights that a role may have. */
const setsOf = (role: Cell['role']): ParticipantPermissionName[][] => {
  const most = role === 'ADMIN' ? PARTICIPANT_PERMISSIONS : ROLE_MATRIX[role];
  const sets: ParticipantPermissionName[][] = [[]];
  for (const right of most) sets.push(...sets.map((set) => [...set, right]));
  return sets;
};

/** All of them where the promise is checked (`npm run check:roles`), each eleventh where the time is short. */
const EVERY = process.env.PLAT_CHECK_FIGURES ? 1 : 11;

const ALL: readonly Cell[] = LEVELS.flatMap((level) =>
  ROLES.flatMap((role) =>
    STANDS.flatMap((stands) =>
      [true, false].flatMap((isActive) => setsOf(role).map((rights): Cell => ({ level, role, stands, isActive, rights }))),
    ),
  ),
);

const CELLS = ALL.filter((_, index) => index % EVERY === 0);

/** What the decision says, in its own words; it knows nothing of policies. Administrators take part as coordinators do. */
function decided({ level, role, stands, isActive, rights }: Cell) {
  const has = (right: ParticipantPermissionName) => stands !== 'is a stranger' && isActive && rights.includes(right);
  const partIn = role === 'ADMIN' ? 'COORDINATOR' : role;
  const isUploader = stands === 'uploaded it';
  const mayPublish = role === 'ADMIN' || role === 'COORDINATOR';
  const looksOn = has('VIEW') && (level === 'EXCHANGE' || (level === 'RESTRICTED' && (ALLOWED.includes(partIn) || isUploader)));
  const reads = role === 'ADMIN' || level === 'PUBLIC' || looksOn || (isUploader && has('UPLOAD'));
  const isIn = stands !== 'is a stranger' && isActive && rights.length > 0;
  const isLetEdit = has('MANAGE') || (isUploader && has('UPLOAD'));
  return {
    reads,
    changes: !reads ? 'NOT_FOUND' : isLetEdit && (level !== 'PUBLIC' || mayPublish) ? 'done' : 'FORBIDDEN',
    adds: !isIn ? 'NOT_FOUND' : has('UPLOAD') && (level !== 'PUBLIC' || mayPublish) ? 'done' : 'FORBIDDEN',
  };
}

const READ = 'query ($id: ID!) { document(id: $id) { id } }';
const CHANGE = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id } }';
const ADD = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';
const FILE = { fileName: 'new.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/new.pdf' };
/** As if its exchange had been confirmed; the rows of this table never are committed. */
const ADD_SQL = `INSERT INTO documents (origin, exchange_id, title, file_name, file_type, file_url, uploaded_by, access_level, allowed_roles)
  SELECT 'EXCHANGE', $1::uuid, 'New', 'new.pdf', 'pdf', 'https://x.example.com', $2::uuid, $3::document_access_level, $4::text[]
  FROM (SELECT set_config('app.confirmed', 'Exchange/' || $1::text, true)) AS confirmed`;
const CHANGE_SQL = `UPDATE documents SET title = 'New' WHERE id = $1`;

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
});
afterAll(() => documents.stop());

interface Scene {
  readonly as: Viewer;
  readonly id: string;
  readonly exchangeId: string;
}

async function sceneOf({ level, role, stands, isActive, rights }: Cell): Promise<Scene> {
  const as = aViewer(role);
  const exchangeId = randomUUID();
  if (stands !== 'is a stranger') {
    const part = { role: role === 'ADMIN' ? 'COORDINATOR' : role, permissions: [...rights] };
    await documents.participation(as, { subjectId: exchangeId, isActive, ...part });
  }
  const { id } = await documents.exchangeDocument(exchangeId, {
    accessLevel: DocumentAccessLevel[level],
    allowedRoles: level === 'RESTRICTED' ? [...ALLOWED] : null,
    uploadedById: stands === 'uploaded it' ? as.userId : randomUUID(),
  });
  return { as, id, exchangeId };
}

const nameOf = ({ level, role, stands, isActive, rights }: Cell) =>
  `${level}: ${role} ${stands}, ${isActive ? 'active' : 'no more'}, ${rights.join()}`;
const allowedAt = (level: Cell['level']) => (level === 'RESTRICTED' ? [...ALLOWED] : null);

describe('who may what with a document of an exchange', () => {
  it('is by level, role, part and rights what was decided, asked through the graph', async () => {
    const bad: string[] = [];
    for (const cell of CELLS) {
      const { as, id, exchangeId } = await sceneOf(cell);
      const ask = async (query: string, variables: Record<string, unknown>) => {
        const { data, errors } = await documents.ask(as, query, variables);
        return (errors?.[0]?.extensions?.code as string | undefined) ?? (Object.values(data)[0] ? 'done' : 'none');
      };
      const found = {
        reads: (await ask(READ, { id })) === 'done',
        changes: await ask(CHANGE, { input: { id, description: 'Read.' } }),
        adds: await ask(ADD, {
          input: { ...FILE, origin: 'EXCHANGE', exchangeId, accessLevel: cell.level, allowedRoles: allowedAt(cell.level) },
        }),
      };
      const expected = decided(cell);
      if (JSON.stringify(found) !== JSON.stringify(expected)) bad.push(`${nameOf(cell)}: ${JSON.stringify({ found, expected })}`);
    }
    reportCheck('roles of documents, by the graph', { inputs: CELLS.length * 3, bad: bad.length });
    expect(bad.slice(0, 10)).toEqual([]);
  }, 900_000);

  it('is the same by row level security alone', async () => {
    const cases: RowCase[] = [];
    for (const cell of CELLS) {
      const { as, id, exchangeId } = await sceneOf(cell);
      const { reads, changes, adds } = decided(cell);
      const name = nameOf(cell);
      // What is found, and says something that may not be said, is refused; else it is not found.
      const found = changes === 'FORBIDDEN' && cell.level === 'PUBLIC' && isLet(cell) ? 'refused' : 0;
      cases.push({ name: `${name} reads`, as, sql: 'SELECT id FROM documents WHERE id = $1', values: [id], expect: Number(reads) });
      cases.push({ name: `${name} changes`, as, sql: CHANGE_SQL, values: [id], expect: changes === 'done' ? 1 : found });
      cases.push({
        name: `${name} adds`,
        as,
        sql: ADD_SQL,
        values: [exchangeId, as.userId, cell.level, allowedAt(cell.level)],
        expect: adds === 'done' ? 1 : 'refused',
      });
    }
    const bad = await rowBreaches(documents.database, cases);
    reportCheck('roles of documents, by row level security', { inputs: cases.length, bad: bad.length });
    expect(bad.slice(0, 10)).toEqual([]);
  }, 900_000);
});

/** Whether the level alone stands in the way of a change. */
const isLet = ({ stands, isActive, rights }: Cell): boolean =>
  stands !== 'is a stranger' && isActive && (rights.includes('MANAGE') || (stands === 'uploaded it' && rights.includes('UPLOAD')));
