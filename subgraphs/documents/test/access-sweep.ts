import type { Viewer } from '@plat/shared/access/viewer';
import { ELSEWHERE, onRow, type SweepDeclaration, signedIn, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import { Document } from '../src/document/document.entity';
import { assertMayEditDocument, assertMayPublish, visibleDocuments } from '../src/document/document.policy';
import { DocumentVersion } from '../src/document-version/document-version.entity';
import { visibleDocumentVersions } from '../src/document-version/document-version.policy';
import { schema } from '../src/schema';
import { documentsCast } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const document = swept('Document', Document, visibleDocuments);
const documentVersion = swept('DocumentVersion', DocumentVersion, visibleDocumentVersions);

/** By the rules of the document's origin, with what the viewer holds. */
const mayEdit = async (viewer: Viewer, row: Document, db: EntityManager): Promise<void> => {
  const { exchangeId, leadId, accessLevel } = row;
  const held = await new AccessGrantService({ db, viewer }).held([
    ...(exchangeId ? [{ type: 'Exchange', id: exchangeId } as const] : []),
    ...(leadId ? [{ type: 'Lead', id: leadId } as const] : []),
  ]);
  assertMayEditDocument(viewer, row, held);
  if (accessLevel === 'PUBLIC') assertMayPublish(viewer);
};

/** Who may what in documents, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestDocuments> = {
  parts: schema,
  types: [document, documentVersion],
  queries: { compareDocumentVersions: onRow(document, undefined, { at: 'documentId', variables: () => ({ from: 1, to: 1 }) }) },
  mutations: {
    createDocument: signedIn({
      names: { 'input.exchangeId': ELSEWHERE, 'input.propertyId': ELSEWHERE, 'input.platformLinkId': ELSEWHERE },
    }),
    updateDocument: onRow(document, mayEdit),
    restoreDocumentVersion: onRow(document, mayEdit, { at: 'documentId', variables: () => ({ number: 1 }) }),
  },
  world: async (documents) => {
    const { people, places, papers } = await documentsCast(documents);
    return {
      viewers: { ...(await sweepViewers(aViewer)), ...people, 'the owner': people.owner, 'another owner': people.stranger },
      rows: {
        Document: Object.fromEntries(Object.entries(papers).map(([name, { id }]) => [name, id])),
        DocumentVersion: await versionsOf(documents, papers),
        User: { own: people.owner.userId, foreign: people.stranger.userId },
        Property: { own: places.property, foreign: places.othersProperty },
        PlatformLink: { own: places.link, foreign: places.othersLink },
        Project: { own: places.project },
        Exchange: { own: places.exchangeId },
      },
    };
  },
};

/** A version of each document. @returns their ids, by the names of the documents */
async function versionsOf(
  documents: TestDocuments,
  papers: Readonly<Record<string, { readonly id: string }>>,
): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const [name, { id: documentId }] of Object.entries(papers)) made[name] = (await documents.version({ id: documentId })).id;
  return made;
}
