import { narrowed, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { FindOperator } from 'typeorm';
import type { Document } from '../document/document.entity';
import { visibleDocuments } from '../document/document.policy';

const open = where<FindOperator<unknown>>('NOT :column');
const ofNoLead = where<FindOperator<unknown>>(`:column <> 'LEAD'`);
const ofOwnLead = (userId: string) =>
  where<FindOperator<unknown>>(
    `:column = ANY (ARRAY(SELECT subject_id FROM access_grants
    WHERE subject_type = 'Lead' AND principal_id = :{userId} AND is_active AND role = 'OWNER'))`,
    { userId },
  );

/** The documents that a search may find, by what is known of them: those that the viewer may see. */
export const visibleMatches = (viewer: Viewer): Scope<Document> => visibleDocuments(viewer);

/**
 * The documents whose content may say that they are found, and may be shown in part: without asking for anything. What
 * asks for a PIN asks everybody for it, and administrators have a lead's papers for a stated reason alone.
 */
export const visibleContent = (viewer: Viewer): Scope<Document> => {
  const shown = narrowed(visibleDocuments(viewer), 'pinProtected', open);
  if (!viewer.isSignedIn) return shown;
  return [...narrowed(shown, 'origin', ofNoLead), ...narrowed(shown, 'leadId', ofOwnLead(viewer.userId))];
};
