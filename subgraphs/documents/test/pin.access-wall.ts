import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { DocumentAccessLevel } from '../src/document/document.enum';
import { PASSWORD, type TestDocuments } from './documents.factory';

const SET = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { pinProtected } }';
const CHANGE = 'mutation ($input: ChangeDocumentPinInput!) { changeDocumentPin(input: $input) { pinProtected } }';
const REMOVE = 'mutation ($input: RemoveDocumentPinInput!) { removeDocumentPin(input: $input) { pinProtected } }';
const LIFT = 'mutation ($input: LiftPinLockInput!) { liftPinLock(input: $input) { id } }';
const UNLOCK = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token } }';
const PIN = '482915';

/** What documents answers about PINs where row level security is off. */
export async function pinAccess(documents: TestDocuments): Promise<AccessCase[]> {
  const [owner, stranger, admin, agent, support] = [aViewer(), aViewer(), aViewer('ADMIN'), aViewer('AGENT'), aViewer('SUPPORT')];
  const [manager, uploader, guest] = [aViewer('COORDINATOR'), aViewer('CLIENT'), aViewer('THIRD_PARTY')];
  const program = aViewer('USER', { ...owner.identity, tokenId: randomUUID(), scopes: ['document:read', 'document:write'] });
  const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
  await documents.participation(uploader, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
  await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
  const lead = await documents.owned(owner, 'Lead');
  const has = { pinProtected: true, pinHash: 'no hash at all', pinVersion: 1 };
  const papers = {
    deed: () => documents.document(owner),
    w9: () => documents.leadDocument(lead),
    paper: () => documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId }),
    published: () => documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId, accessLevel: DocumentAccessLevel.PUBLIC }),
    plan: () => documents.projectDocument(randomUUID()),
  };
  const locked = {
    deed: await documents.document(owner, has),
    w9: await documents.leadDocument(lead, has),
    paper: await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId, ...has }),
    plan: await documents.projectDocument(randomUUID(), has),
  };
  const calls = (name: string, as: Viewer, query: string, document: Document, more: object, refused?: string): AccessCase => ({
    name,
    as,
    query,
    variables: { input: { documentId: document.id, ...more } },
    holds: refused ? refusedWith(refused) : ({ errors, data }) => !errors && Object.values(data as object).every(Boolean),
  });
  const sets = async (name: string, as: Viewer, of: keyof typeof papers, refused?: string) =>
    calls(`${name} sets the PIN of ${of}`, as, SET, await papers[of](), { pin: PIN }, refused);
  const lifts = (name: string, as: Viewer, of: keyof typeof locked, refused?: string) =>
    calls(`${name} lifts a lock of ${of}`, as, LIFT, locked[of], { userId: guest.userId, password: PASSWORD }, refused);
  const changes = (name: string, as: Viewer, of: keyof typeof locked, refused?: string) =>
    calls(`${name} changes the PIN of ${of} by password`, as, CHANGE, locked[of], { newPin: PIN, password: PASSWORD }, refused);
  return [
    await sets('owner', owner, 'deed'),
    await sets('owner of the lead', owner, 'w9'),
    await sets('uploader', uploader, 'paper'),
    await sets('manager', manager, 'paper'),
    await sets('coordinator', manager, 'published'),
    await sets('agent', agent, 'plan'),
    await sets('stranger', stranger, 'deed', 'NOT_FOUND'),
    await sets('admin', admin, 'deed', 'FORBIDDEN'),
    await sets('admin', admin, 'w9', 'FORBIDDEN'),
    await sets('guest', guest, 'paper', 'FORBIDDEN'),
    await sets('uploader', uploader, 'published', 'FORBIDDEN'),
    await sets('support', support, 'plan', 'FORBIDDEN'),
    await sets('a program of the owner', program, 'deed', 'FORBIDDEN'),
    changes('guest', guest, 'paper', 'FORBIDDEN'),
    changes('uploader', uploader, 'paper', 'FORBIDDEN'),
    changes('admin', admin, 'deed', 'FORBIDDEN'),
    changes('stranger', stranger, 'deed', 'NOT_FOUND'),
    calls('uploader removes the PIN by password', uploader, REMOVE, locked.paper, { password: PASSWORD }, 'FORBIDDEN'),
    calls('guest removes the PIN', guest, REMOVE, locked.paper, { currentPin: PIN }, 'FORBIDDEN'),
    lifts('owner', owner, 'deed'),
    lifts('owner of the lead', owner, 'w9'),
    lifts('admin', admin, 'w9'),
    lifts('manager', manager, 'paper'),
    lifts('agent', agent, 'plan'),
    lifts('uploader', uploader, 'paper', 'FORBIDDEN'),
    lifts('guest', guest, 'paper', 'FORBIDDEN'),
    lifts('support', support, 'plan', 'FORBIDDEN'),
    lifts('stranger', stranger, 'deed', 'NOT_FOUND'),
    lifts('a program of the owner', program, 'deed', 'FORBIDDEN'),
    calls('stranger unlocks', stranger, UNLOCK, locked.deed, { pin: PIN }, 'NOT_FOUND'),
    calls('owner unlocks what has no PIN', owner, UNLOCK, await papers.deed(), { pin: PIN }, 'CONFLICT'),
    calls('a program of the owner unlocks', program, UNLOCK, await papers.deed(), { pin: PIN }, 'FORBIDDEN'),
    calls(
      'owner unlocks outside of a session',
      aViewer('USER', { ...owner.identity, sessionId: undefined }),
      UNLOCK,
      await papers.deed(),
      { pin: PIN },
      'FORBIDDEN',
    ),
    changes('agent', agent, 'plan'),
    changes('manager', manager, 'paper'),
    changes('owner', owner, 'w9'),
    calls('owner removes the PIN by password', owner, REMOVE, locked.deed, { password: PASSWORD }),
  ];
}
