import { asked, ELSEWHERE, onRow, type SweepDeclaration, signedIn, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import { DocumentAccessLog } from '../src/access-log/access-log.entity';
import { assertMayReadAllAccessLogs, visibleAccessLogs } from '../src/access-log/access-log.policy';
import { Document } from '../src/document/document.entity';
import { assertMayEditDocument, assertMayPublish, visibleDocuments } from '../src/document/document.policy';
import { subjectsOf } from '../src/document/document.subjects';
import { Media } from '../src/media/media.entity';
import { assertMayRemoveMedia, visibleMedia } from '../src/media/media.policy';
import { schema } from '../src/schema';
import { accessed } from './access-log.factory';
import { documentsCast } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const document = swept('Document', Document, visibleDocuments, { varies: ['viewerMay', 'propertyLinks'] });
const media = swept('Media', Media, visibleMedia);
/** The property must be the viewer's. */
const ofProperty = { 'input.propertyId': ELSEWHERE } as const;

/** Who may what in documents, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestDocuments> = {
  parts: schema,
  types: [document, media, swept('DocumentAccessLog', DocumentAccessLog, visibleAccessLogs)],
  // They have no ids: whom they are for is a case of the walls.
  varies: { Property: ['documentLinks'] },
  queries: { documentAccessLogs: asked(assertMayReadAllAccessLogs) },
  mutations: {
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
    linkPropertyDocument: signedIn({ names: { ...ofProperty, 'input.documentId': document } }),
    unlinkPropertyDocument: signedIn({ names: { propertyId: ELSEWHERE, documentId: document } }),
    addMedia: signedIn({ names: ofProperty }),
    removeMedia: onRow(media, async (viewer, row, db) =>
      assertMayRemoveMedia(row, await new AccessGrantService({ db, viewer }).held([{ type: 'Property', id: row.propertyId }])),
    ),
    updateDocument: onRow(document, async (viewer, row, db) => {
      assertMayEditDocument(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));
      if (row.accessLevel === 'PUBLIC') assertMayPublish(viewer);
    }),
  },
  world: async (documents) => {
    const { people, places, papers, views } = await documentsCast(documents);
    return {
      viewers: { ...(await sweepViewers(aViewer)), ...people, 'the owner': people.owner, 'another owner': people.stranger },
      rows: {
        Media: { own: views.own.id, foreign: views.foreign.id },
        DocumentAccessLog: {
          own: await accessed(documents, people.owner, papers.deed),
          foreign: await accessed(documents, people.stranger, papers.published),
        },
        Document: Object.fromEntries(Object.entries(papers).map(([name, { id }]) => [name, id])),
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
