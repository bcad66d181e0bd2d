import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PARTICIPANT_PERMISSIONS, PARTICIPANT_ROLES, type ParticipantPermissionName, ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import { reportCheck } from '@plat/shared/testing/report-check';
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
});
