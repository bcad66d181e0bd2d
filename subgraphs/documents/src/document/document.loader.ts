import { batched } from '@plat/shared/graphql/batched';
import type { Connection } from '@plat/shared/graphql/connection';
import { type LoaderById, loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { type ListArgs, type ListOf, type PageContext, Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import { taggedWith } from '../document-tag/document-tag.filter';
import { Document } from './document.entity';
import { DocumentAccessLevel, DocumentStatus } from './document.enum';
import type { DocumentFilter, DocumentOrder } from './document.input';
import { visibleDocuments } from './document.policy';

const orderings: Orderings<Document, DocumentOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  TITLE_ASC: { by: 'title', direction: 'ASC' },
  FILE_SIZE_DESC: { by: 'fileSize', direction: 'DESC', nullable: true },
};

/** Documents by id; where one is not visible, what decides about it is asked for before it counts as hidden. */
export const documentLoader = (scope: RequestScope, learning: GrantLearning): LoaderById<Document> => {
  const visible = loaderById((ids) => visibleRows(scope, Document, visibleDocuments, ids));
  const answer = async (ids: readonly string[]) => {
    for (const id of ids) visible.clear(id); // the loader around it remembers, and forgets after a write
    const found = await visible.loadMany([...ids]);
    const missing = ids.filter((id, index) => found[index] === null && isUuid(id));
    if (missing.length === 0) return found;
    const learnt = await learning.aboutDocuments(missing);
    return Promise.all(
      ids.map(async (id, index) => (learnt.has(id.toLowerCase()) ? visible.clear(id).load(id) : (found[index] as Document | null | Error))),
    );
  };
  return batched(answer, (id) => id);
};

/** Whether the grant on a parent may be missing, by a page; asks for it, and says whether something may have come of that. */
type Missing = (parent: string, page: Connection<Document>) => Promise<boolean>;

/** Archived documents are listed on request only. */
export class DocumentPages extends Pages<Document> {
  constructor(
    context: PageContext,
    list: ListOf<Document>,
    private readonly missing?: Missing,
  ) {
    super(context, list);
  }

  /** Of all documents nobody can say what is missing; of those of exchanges that the filter names, it is asked. */
  override async root(args: ListArgs) {
    const page = await super.root(unlessAsked(args));
    const learnt = await Promise.all(exchangesNamed(args).map((id) => this.missing?.(id, page)));
    if (!learnt.includes(true)) return page;
    this.clear();
    return super.root(unlessAsked(args));
  }

  override async of(parent: string, args: ListArgs) {
    const page = await super.of(parent, unlessAsked(args));
    if (!(await this.missing?.(parent, page))) return page;
    this.clear();
    return super.of(parent, unlessAsked(args));
  }
}

const unlessAsked = (args: ListArgs): ListArgs => ({ ...args, filter: { status: [DocumentStatus.ACTIVE], ...args.filter } });

/** The exchanges that a filter asks for by id. */
export const exchangesNamed = ({ filter }: Pick<ListArgs, 'filter'>): string[] => {
  const { eq, in: several } = (filter as DocumentFilter | null | undefined)?.exchangeId ?? {};
  return [...(eq ? [eq] : []), ...(several ?? [])];
};

/** Documents know projects, and grants whose client those are for. */
const OF_CLIENT = `node.project_id = ANY (ARRAY(SELECT g.subject_id FROM access_grants g
  WHERE g.subject_type = 'Project' AND g.role = 'CLIENT' AND g.is_active AND g.principal_id = parent.id))`;

/** Every list of documents: all, and those under each parent that others own. */
export const documentPages = (scope: RequestScope, learning: GrantLearning) => {
  const { viewer } = scope;
  const list = (name: string, parent?: string, missing?: Missing) =>
    new DocumentPages(
      scope,
      { name, entity: Document, visible: visibleDocuments, orderings, filters: { tag: taggedWith }, parent },
      missing,
    );
  /** A page with a row that only the grant shows proves that it is there, without a statement. */
  const unless =
    (proves: (id: string) => (document: Document) => boolean, type: 'Exchange' | 'Project' | 'Lead'): Missing =>
    async (id, { edges }) =>
      !edges.some(({ node }) => proves(id)(node)) && learning.about({ type, id });
  const inExchange = (id: string) => (document: Document) =>
    document.exchangeId === id.toLowerCase() && document.accessLevel !== DocumentAccessLevel.PUBLIC;
  const ofExchange = viewer.isAdmin ? undefined : unless(inExchange, 'Exchange');
  return {
    documents: list('documents', undefined, ofExchange),
    documentsOfUser: list('User.documents', 'node.user_id = parent.id'),
    documentsOfProperty: list('Property.documents', 'node.property_id = parent.id'),
    documentsOfExchange: list('Exchange.documents', 'node.exchange_id = parent.id', ofExchange),
    documentsOfProject: list(
      'Project.documents',
      'node.project_id = parent.id',
      viewer.isAdmin || viewer.can('project:read') ? undefined : unless(() => () => true, 'Project'),
    ),
    documentsOfDeal: list('Deal.documents', 'node.deal_id = parent.id'),
    documentsOfLead: list('Lead.documents', 'node.lead_id = parent.id', viewer.isAdmin ? undefined : unless(() => () => true, 'Lead')),
    documentsOfInquiry: list('Inquiry.documents', 'node.inquiry_id = parent.id'),
    documentsOfClient: list('Client.documents', OF_CLIENT),
    documentsOfPlatformLink: list('PlatformLink.documents', 'node.connection_id = parent.id'),
  };
};
