import { ELSEWHERE, onRow, type SweepDeclaration, signedIn, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import { Document } from '../src/document/document.entity';
import { assertMayEditDocument, assertMayPublish, visibleDocuments } from '../src/document/document.policy';
import { subjectsOf } from '../src/document/document.subjects';
import { schema } from '../src/schema';
import { documentsCast } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const document = swept('Document', Document, visibleDocuments, { varies: ['viewerMay'] });

/** Who may what in documents, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestDocuments> = {
  parts: schema,
  types: [document],
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
    updateDocument: onRow(document, async (viewer, row, db) => {
      assertMayEditDocument(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));
      if (row.accessLevel === 'PUBLIC') assertMayPublish(viewer);
    }),
  },
  world: async (documents) => {
    const { people, places, papers } = await documentsCast(documents);
    return {
      viewers: { ...(await sweepViewers(aViewer)), ...people, 'the owner': people.owner, 'another owner': people.stranger },
      rows: {
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
