import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { Subject } from '../access-grant/access-grant.store';
import type { Document } from './document.entity';
import type { DocumentAccessLevel, DocumentOrigin } from './document.enum';

/** What says whether somebody may add a document. */
export type NewDocument = Pick<Document, 'origin'> &
  Partial<Pick<Document, 'propertyId' | 'platformLinkId' | 'leadId' | 'exchangeId'>> & {
    readonly accessLevel?: DocumentAccessLevel | null;
    readonly isTemplate?: boolean | null;
  };

/** What of another service decides whether a document may be added, in the order in which it is asked. */
export const subjectsOfNew = ({ propertyId, platformLinkId, leadId, exchangeId }: NewDocument): Subject[] =>
  (
    [
      ['Property', propertyId],
      ['PlatformLink', platformLinkId],
      ['Lead', leadId],
      ['Exchange', exchangeId],
    ] as const
  ).flatMap(([type, id]) => (id ? [{ type, id }] : []));

/** What of another service decides about a document that is there. */
export const subjectsOf = ({ origin: from, exchangeId, leadId }: Pick<Document, 'origin' | 'exchangeId' | 'leadId'>): Subject[] => {
  const origin: `${DocumentOrigin}` = from;
  if (origin === 'EXCHANGE') return exchangeId ? [{ type: 'Exchange', id: exchangeId }] : [];
  return origin === 'LEAD' && leadId ? [{ type: 'Lead', id: leadId }] : [];
};

/** Of somebody's grants, those that decide about a document. */
export const heldOn = (document: Document, held: readonly AccessGrant[]): AccessGrant[] => {
  const subjects = subjectsOf(document);
  return held.filter((grant) => subjects.some(({ type, id }) => grant.subjectType === type && grant.subjectId === id));
};
