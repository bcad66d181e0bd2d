import type { Viewer } from '@plat/shared/access/viewer';
import { ELSEWHERE, onRow, type RootRule, type SweptType } from '@plat/shared/testing/sweep-declaration';
import type { EntityManager } from 'typeorm';
import { AccessGrantService } from '../src/access-grant/access-grant.service';
import type { Document } from '../src/document/document.entity';
import { assertMayChangeDocument, assertMayReadContent } from '../src/document/document.policy';
import { subjectsOf } from '../src/document/document.subjects.scope';
import type { TestDocuments } from './documents.factory';
import { generatedDocument, templateVersion } from './template.factory';

/** By the rules of the document's origin, with what the viewer holds. */
const mayEdit = async (viewer: Viewer, row: Document, db: EntityManager): Promise<void> => {
  assertMayChangeDocument(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));
};

/** By the rules of the document's origin, without a reason and a PIN. */
const mayReadContent = async (viewer: Viewer, row: Document, db: EntityManager): Promise<void> =>
  assertMayReadContent(viewer, row, await new AccessGrantService({ db, viewer }).held(subjectsOf(row)));

/** Who looks into templates. */
export const templateQueries = (document: SweptType<Document>): Readonly<Record<string, RootRule>> => ({
  inspectTemplate: onRow(document, mayReadContent, {
    at: 'input.documentId',
    variables: () => ({ input: { engine: 'TEXT', variables: {} } }),
  }),
  previewTemplate: onRow(document, mayReadContent, {
    at: 'input.templateId',
    names: { 'input.from.exchangeId': ELSEWHERE, 'input.from.dealId': ELSEWHERE },
  }),
});

/** Who declares and renders them. */
export const templateMutations = (document: SweptType<Document>): Readonly<Record<string, RootRule>> => ({
  declareTemplateVersion: onRow(document, mayEdit, {
    at: 'input.documentId',
    variables: () => ({ input: { engine: 'TEXT', variables: {} } }),
  }),
  renderTemplate: onRow(document, mayReadContent, {
    at: 'input.templateId',
    variables: () => ({ input: { target: { origin: 'REAL_ESTATE', realEstateType: 'OTHER' }, dryRun: true } }),
    names: {
      'input.from.exchangeId': ELSEWHERE,
      'input.from.dealId': ELSEWHERE,
      'input.target.dealId': ELSEWHERE,
      'input.target.propertyId': ELSEWHERE,
      'input.target.leadId': ELSEWHERE,
      'input.target.projectId': ELSEWHERE,
      'input.target.inquiryId': ELSEWHERE,
      'input.target.exchangeId': ELSEWHERE,
    },
  }),
});

/** A declared version of each document, of which each was made. @returns their ids, by the names of the documents */
export async function templatesOf(
  documents: TestDocuments,
  papers: Readonly<Record<string, { readonly id: string }>>,
): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const [name, paper] of Object.entries(papers)) {
    const version = await templateVersion(documents, paper);
    await generatedDocument(documents, paper, version);
    made[name] = version.id;
  }
  return made;
}
