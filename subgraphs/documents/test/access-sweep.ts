import type { Viewer } from '@plat/shared/access/viewer';
import { asked, ELSEWHERE, onRow, type SweepDeclaration, signedIn, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import { DocumentAccessLog } from '../src/access-log/access-log.entity';
import { assertMayReadAllAccessLogs, visibleAccessLogs } from '../src/access-log/access-log.policy';
import { Document } from '../src/document/document.entity';
import { assertMayEditDocument, assertMayPublish, visibleDocuments } from '../src/document/document.policy';
import { subjectsOf } from '../src/document/document.subjects';
import { DocumentVersion } from '../src/document-version/document-version.entity';
import { visibleDocumentVersions } from '../src/document-version/document-version.policy';
import { schema } from '../src/schema';
import { Upload } from '../src/upload/upload.entity';
import { visibleUploads } from '../src/upload/upload.policy';
import { accessed } from './access-log.factory';
import { documentsCast } from './documents.cast';
import type { TestDocuments } from './documents.factory';
import { anUpload } from './upload.walls';

const upload = swept('Upload', Upload, visibleUploads);
const document = swept('Document', Document, visibleDocuments, { varies: ['viewerMay'] });

/** By the rules of the document's origin, with what the viewer holds. */
const mayEdit = async (viewer: Viewer, row: Document, db: EntityManager): Promise<void> => {
  assertMayEditDocument(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));
  if (row.accessLevel === 'PUBLIC') assertMayPublish(viewer);
};

/** Who may what in documents, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestDocuments> = {
  parts: schema,
  types: [
    document,
    upload,
    swept('DocumentVersion', DocumentVersion, visibleDocumentVersions),
    swept('DocumentAccessLog', DocumentAccessLog, visibleAccessLogs),
  ],
  queries: {
    documentAccessLogs: asked(assertMayReadAllAccessLogs),
    compareDocumentVersions: onRow(document, undefined, { at: 'documentId', variables: () => ({ from: 1, to: 1 }) }),
  },
  mutations: {
    startUpload: signedIn({
      variables: () => ({ input: { fileName: 'a.txt', fileSize: 10, document: null } }),
      names: {
        'input.documentId': document,
        'input.document.exchangeId': ELSEWHERE,
        'input.document.propertyId': ELSEWHERE,
        'input.document.platformLinkId': ELSEWHERE,
        'input.document.dealId': ELSEWHERE,
        'input.document.leadId': ELSEWHERE,
        'input.document.projectId': ELSEWHERE,
        'input.document.inquiryId': ELSEWHERE,
      },
    }),
    finishUpload: onRow(upload),
    abortUpload: onRow(upload),
    createDocument: signedIn({
      names: {
        'input.exchangeId': ELSEWHERE,
        'input.propertyId': ELSEWHERE,
        'input.platformLinkId': ELSEWHERE,
        'input.dealId': ELSEWHERE,
        'input.leadId': ELSEWHERE,
        'input.projectId': ELSEWHERE,
        'input.inquiryId': ELSEWHERE,
      },
    }),
    updateDocument: onRow(document, mayEdit),
    restoreDocumentVersion: onRow(document, mayEdit, { at: 'documentId', variables: () => ({ number: 1 }) }),
  },
  world: async (documents) => {
    const { people, places, papers } = await documentsCast(documents);
    return {
      viewers: { ...(await sweepViewers(aViewer)), ...people, 'the owner': people.owner, 'another owner': people.stranger },
      rows: {
        Upload: {
          own: (await anUpload(documents, people.owner)).id,
          foreign: (await anUpload(documents, people.stranger)).id,
        },
        DocumentAccessLog: {
          own: await accessed(documents, people.owner, papers.deed),
          foreign: await accessed(documents, people.stranger, papers.published),
        },
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
