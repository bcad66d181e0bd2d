import type { Viewer } from '@plat/shared/access/viewer';
import { ELSEWHERE, OPEN, onRow, type RootRule, type SweptType } from '@plat/shared/testing/sweep-declaration';
import type { EntityManager } from 'typeorm';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import type { Document } from '../src/document/document.entity';
import { subjectsOf } from '../src/document/document.subjects.scope';
import { assertMayLiftPinLock, assertMayProtect, assertMayUnlock } from '../src/pin/pin.policy';
import { PASSWORD } from './documents.factory';

const AT = { at: 'input.documentId' };
const PROVEN = {
  ...AT,
  variables: () => ({ input: { newPin: '482915', password: PASSWORD } }),
  prepare: (db: EntityManager, id: string) =>
    db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'no hash at all', pin_version = 1 WHERE id = $1`, [id]),
};

const held = (viewer: Viewer, document: Document, db: EntityManager) => new AccessGrantService({ db, viewer }).held(subjectsOf(document));

/** Who may what with PINs, by the policy. */
export const pinMutations = (document: SweptType<Document>): Readonly<Record<string, RootRule>> => {
  const mayProtect = async (viewer: Viewer, row: Document, db: EntityManager) => assertMayProtect(viewer, row, await held(viewer, row, db));
  return {
    unlockDocument: onRow(document, assertMayUnlock, AT),
    setDocumentPin: onRow(document, mayProtect, { ...AT, variables: () => ({ input: { pin: '482915' } }) }),
    changeDocumentPin: onRow(document, mayProtect, PROVEN),
    removeDocumentPin: onRow(document, mayProtect, { ...PROVEN, variables: () => ({ input: { password: PASSWORD } }) }),
    liftPinLock: onRow(document, async (viewer, row, db) => assertMayLiftPinLock(viewer, row, await held(viewer, row, db)), {
      ...AT,
      // Whom it helps is not looked for: the answer is the same where nobody is locked out.
      names: { 'input.userId': ELSEWHERE, 'input.shareLinkId': OPEN },
    }),
  };
};
