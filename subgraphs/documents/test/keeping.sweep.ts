import type { Viewer } from '@plat/shared/access/viewer';
import {
  ELSEWHERE,
  OPEN,
  onRow,
  type RootRule,
  type SweepWorld,
  type SweptType,
  signedIn,
  swept,
} from '@plat/shared/testing/sweep-declaration';
import type { EntityManager } from 'typeorm';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import { Document } from '../src/document/document.entity';
import { subjectsOf } from '../src/document/document.subjects.scope';
import { DocumentTombstone } from '../src/document-tombstone/document-tombstone.entity';
import { visibleDocumentTombstones } from '../src/document-tombstone/document-tombstone.policy';
import { assertMayPurgeDocument, assertMayRestoreDocument, visibleTrashedDocuments } from '../src/document-trash/document-trash.policy';
import { LegalHold } from '../src/legal-hold/legal-hold.entity';
import { assertMayPlaceHold, visibleLegalHoldDocuments, visibleLegalHolds } from '../src/legal-hold/legal-hold.policy';
import { LegalHoldDocument } from '../src/legal-hold/legal-hold-document.entity';
import { RetentionPolicy } from '../src/retention/retention-policy.entity';
import { assertMayWriteRetention, visibleRetentionPolicies } from '../src/retention/retention-policy.policy';
import { type DocumentsCast, trashedTwins } from './documents.cast';
import type { TestDocuments } from './documents.factory';

type Rule = (viewer: Viewer, row: Document, db: EntityManager) => Promise<void>;

const trashed = swept('TrashedDocument', Document, visibleTrashedDocuments, { varies: ['mayRestore', 'mayPurge'] });
const tombstone = swept('DocumentTombstone', DocumentTombstone, visibleDocumentTombstones);
const hold = swept('LegalHold', LegalHold, visibleLegalHolds);
const held = swept('LegalHoldDocument', LegalHoldDocument, visibleLegalHoldDocuments);
const retention = swept('RetentionPolicy', RetentionPolicy, visibleRetentionPolicies);

export const keepingTypes: readonly SweptType[] = [trashed, tombstone, hold, held, retention] as unknown as SweptType[];

/** Who may what with check-outs, tags, the trash, holds and retention, by their policies. */
export const keepingMutations = (document: SweptType<Document>, mayEdit: Rule): Readonly<Record<string, RootRule>> => {
  const mayPurge: Rule = async (viewer, row, db) =>
    assertMayPurgeDocument(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));
  const reason = { variables: () => ({ reason: 'Settled.' }) };
  const words = { variables: () => ({ tags: ['x'] }) };
  const naming = {
    // Administrators keep what is in the trash, too; what others name is a case of the walls.
    names: { 'input.documentIds': OPEN } as const,
    variables: ({ rows }: SweepWorld) => ({ input: { reason: 'Settled.', documentIds: [rows.Document?.form] } }),
  };
  return {
    checkOutDocument: onRow(document, mayEdit, { variables: () => ({ minutes: 5 }) }),
    checkInDocument: onRow(document, (viewer, row, db) => (viewer.isAdmin ? undefined : mayEdit(viewer, row, db))),
    tagDocument: onRow(document, mayEdit, words),
    tagDocuments: onRow(document, mayEdit, { at: 'ids', ...words }),
    untagDocument: onRow(document, mayEdit, words),
    trashDocument: onRow(document, mayEdit, { movesRow: true }),
    restoreDocument: onRow(trashed, assertMayRestoreDocument, { movesRow: true }),
    purgeDocument: onRow(trashed, mayPurge, { movesRow: true }),
    purgeDocuments: onRow(trashed, mayPurge, { at: 'ids' }),
    placeLegalHold: signedIn({
      first: (viewer) => assertMayPlaceHold(viewer, null, []),
      names: { 'input.exchangeId': ELSEWHERE, 'input.documentIds': OPEN },
      variables: () => ({ input: { name: 'A', reason: 'B' } }),
    }),
    addToLegalHold: onRow(hold, undefined, naming),
    removeFromLegalHold: onRow(hold, undefined, naming),
    releaseLegalHold: onRow(hold, undefined, reason),
    createRetentionPolicy: signedIn({ first: assertMayWriteRetention, variables: () => ({ input: { name: 'A', keepDays: 1 } }) }),
    updateRetentionPolicy: onRow(retention, assertMayWriteRetention),
  };
};

/** A twin of each document in the trash, and holds of the exchange and of everything. */
export async function keepingRows(documents: TestDocuments, cast: DocumentsCast): Promise<Record<string, Record<string, string>>> {
  const { people, places, papers } = cast;
  const [own, foreign] = [await documents.legalHold({ exchangeId: places.exchangeId }), await documents.legalHold()];
  await documents.hold(papers.form, { holdId: foreign.id });
  const once = await documents.document(people.owner);
  return {
    TrashedDocument: await trashedTwins(documents, cast),
    DocumentTombstone: {
      own: (await documents.tombstone({ userId: people.owner.userId })).id,
      foreign: (await documents.tombstone({ purgedById: people.stranger.userId })).id,
    },
    LegalHold: { own: own.id, foreign: foreign.id },
    LegalHoldDocument: {
      own: (await documents.hold(papers.form, { holdId: own.id })).id,
      foreign: (await documents.hold(once, { holdId: foreign.id })).id,
    },
    RetentionPolicy: { own: (await documents.retentionPolicy()).id },
  };
}
