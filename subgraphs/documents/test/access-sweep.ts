import type { Viewer } from '@plat/shared/access/viewer';
import {
  asked,
  ELSEWHERE,
  onRow,
  SIGNED_IN,
  type SweepDeclaration,
  signedIn,
  sweepViewers,
  swept,
} from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import { DocumentAccessLog } from '../src/access-log/access-log.entity';
import { assertMayReadAllAccessLogs, visibleAccessLogs } from '../src/access-log/access-log.policy';
import { Document } from '../src/document/document.entity';
import { assertMayChangeDocument, visibleDocuments } from '../src/document/document.policy';
import { subjectsOf } from '../src/document/document.subjects.scope';
import { DocumentVersion } from '../src/document-version/document-version.entity';
import { visibleDocumentVersions } from '../src/document-version/document-version.policy';
import { Media } from '../src/media/media.entity';
import { assertMayRemoveMedia, visibleMedia } from '../src/media/media.policy';
import { schema } from '../src/schema';
import { ShareLink } from '../src/share-link/share-link.entity';
import { assertMayRevokeShareLink, visibleShareLinks } from '../src/share-link/share-link.policy';
import { TemplateVersion } from '../src/template/template-version.entity';
import { visibleTemplateVersions } from '../src/template/template-version.policy';
import { UploadState } from '../src/upload/upload.entity';
import { accessed } from './access-log.factory';
import { documentsCast } from './documents.cast';
import type { TestDocuments } from './documents.factory';
import { keepingMutations, keepingRows, keepingTypes } from './keeping.sweep';
import { pinMutations } from './pin.sweep';
import { templateMutations, templateQueries, templatesOf } from './template.sweep';
import { upload, uploadMutations } from './upload.sweep';
import { anUpload } from './upload.walls';

const document = swept('Document', Document, visibleDocuments, { varies: ['viewerMay', 'propertyLinks'] });
const media = swept('Media', Media, visibleMedia);
const shareLink = swept('ShareLink', ShareLink, visibleShareLinks);
/** The property must be the viewer's. */
const ofProperty = { 'input.propertyId': ELSEWHERE } as const;

/** By the rules of the document's origin, with what the viewer holds. */
const mayEdit = async (viewer: Viewer, row: Document, db: EntityManager): Promise<void> => {
  assertMayChangeDocument(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));
};

/** Who may what in documents, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestDocuments> = {
  parts: schema,
  types: [
    document,
    upload,
    media,
    shareLink,
    swept('DocumentVersion', DocumentVersion, visibleDocumentVersions),
    ...keepingTypes,
    swept('TemplateVersion', TemplateVersion, visibleTemplateVersions),
    swept('DocumentAccessLog', DocumentAccessLog, visibleAccessLogs),
  ],
  queries: {
    ...templateQueries(document),
    documentTags: SIGNED_IN,
    searchDocuments: SIGNED_IN,
    documentAccessLogs: asked(assertMayReadAllAccessLogs),
    compareDocumentVersions: onRow(document, undefined, { at: 'documentId', variables: () => ({ from: 1, to: 1 }) }),
  },
  // Addresses are made anew each time. Content refuses for a PIN, a reason or a file that is not here; and of what is the same, less is said than one may see.
  // Tests of theirs: download, content-pin, thumbnail, upload, media-files.
  apart: {
    Document: ['downloadUrl', 'thumbnail', 'duplicateOf'],
    DocumentVersion: ['downloadUrl'],
    Media: ['downloadUrl', 'thumbnail'],
    UploadPart: ['url'],
  },
  // They have no ids: whom they are for is a case of the walls.
  varies: { Property: ['documentLinks'] },
  mutations: {
    ...uploadMutations(document),
    ...pinMutations(document),
    ...templateMutations(document),
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
    createShareLink: signedIn({
      names: { 'input.documentIds': document },
      variables: () => ({ input: { expiresAt: new Date(Date.now() + 3_600_000).toISOString() } }),
    }),
    revokeShareLink: onRow(shareLink, assertMayRevokeShareLink),
    linkPropertyDocument: signedIn({ names: { ...ofProperty, 'input.documentId': document } }),
    unlinkPropertyDocument: signedIn({ names: { propertyId: ELSEWHERE, documentId: document } }),
    addMedia: signedIn({ names: ofProperty }),
    removeMedia: onRow(media, async (viewer, row, db) =>
      assertMayRemoveMedia(row, await new AccessGrantService({ db, viewer }).held([{ type: 'Property', id: row.propertyId }])),
    ),
    updateDocument: onRow(document, mayEdit),
    ...keepingMutations(document, mayEdit),
    createDocumentBundle: signedIn({ names: { 'input.documentIds': document, 'input.grants.documentId': document } }),
    restoreDocumentVersion: onRow(document, mayEdit, { at: 'documentId', variables: () => ({ number: 1 }) }),
  },
  world: async (documents) => {
    const cast = await documentsCast(documents);
    const { people, places, papers, views } = cast;
    return {
      viewers: { ...(await sweepViewers(aViewer)), ...people, 'the owner': people.owner, 'another owner': people.stranger },
      rows: {
        Upload: {
          own: (await anUpload(documents, people.owner)).id,
          version: (await anUpload(documents, people.owner, { details: null, documentId: papers.deed.id })).id,
          shown: (
            await anUpload(documents, people.owner, {
              details: null,
              media: { propertyId: places.property, type: 'IMAGE' },
              mediaId: views.own.id,
              state: UploadState.FINISHED,
            })
          ).id,
          foreign: (await anUpload(documents, people.stranger)).id,
        },
        ShareLink: {
          own: (await documents.shareLink(people.owner.userId, [papers.deed.id])).id,
          foreign: (await documents.shareLink(people.stranger.userId, [papers.published.id])).id,
        },
        Media: { own: views.own.id, foreign: views.foreign.id },
        DocumentAccessLog: {
          own: await accessed(documents, people.owner, papers.deed),
          foreign: await accessed(documents, people.stranger, papers.published),
        },
        Document: Object.fromEntries(Object.entries(papers).map(([name, { id }]) => [name, id])),
        DocumentVersion: await versionsOf(documents, papers),
        ...(await keepingRows(documents, cast)),
        TemplateVersion: await templatesOf(documents, papers),
        User: { own: people.owner.userId, foreign: people.stranger.userId },
        Property: { own: places.property, foreign: places.othersProperty },
        PlatformLink: { own: places.link, foreign: places.othersLink },
        Project: { own: places.project },
        Lead: { own: places.lead, foreign: places.othersLead },
        Client: { own: people.owner.clientId as string },
        Deal: { own: places.deal },
        Inquiry: { own: places.inquiry },
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
