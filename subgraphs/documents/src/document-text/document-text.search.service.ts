import { createHash } from 'node:crypto';
import { alternativesOf, type Scope } from '@plat/shared/access/scope';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Connection } from '@plat/shared/graphql/connection';
import { applyFilter } from '@plat/shared/graphql/filter-conditions';
import { pageRequest } from '@plat/shared/graphql/page-args';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Brackets, type ObjectLiteral, type SelectQueryBuilder, type WhereExpressionBuilder } from 'typeorm';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import { Document } from '../document/document.entity';
import { DocumentStatus } from '../document/document.enum';
import { exchangesNamed } from '../document/document.loader';
import type { DocumentMatch } from './document-match';
import type { SearchDocumentsArgs } from './document-search.input';
import { visibleContent, visibleMatches } from './document-text.policy';

const LONGEST = 500;
/** Documents that match, each by what the viewer may match it by. */
const MATCHES = '(SELECT document_id, has_content, rank FROM document_matches(:search))';

/** Finds documents by what they are called and what is in them, among those that the viewer may see and no others. */
export class DocumentSearch {
  constructor(
    private readonly scope: RequestScope,
    private readonly grants: GrantLearning,
  ) {}

  /** A page of matches, the best first. @throws PlatError BAD_USER_INPUT, or UNAVAILABLE for an exchange that the filter names */
  async page({ query, filter, first, after }: SearchDocumentsArgs): Promise<Connection<DocumentMatch>> {
    const search = query.trim();
    if (search === '') throw badInput({ query: 'must not be empty' });
    if (search.length > LONGEST || search.includes('\0')) throw badInput({ query: `must have at most ${LONGEST} characters, and no NUL` });
    const { size } = pageRequest({ first, after });
    const { viewer, cursors } = this.scope;
    if (!viewer.isAdmin) await Promise.all(exchangesNamed({ filter }).map((id) => this.grants.about({ type: 'Exchange', id })));
    const binding = `searchDocuments ${createHash('sha256').update(search).digest('base64')} ${viewer.userId}`;
    const found = await this.read(search, filter, size + 1, after ? cursors.decode(binding, after, 'after') : undefined);
    const edges = found.slice(0, size).map(({ document, rank }) => ({
      node: { document, search },
      cursor: cursors.encode(binding, [rank, document.id]),
    }));
    return {
      edges,
      pageInfo: {
        hasNextPage: found.length > size,
        hasPreviousPage: Boolean(after),
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
      totalCount: () => this.count(search, filter),
    };
  }

  private async read(search: string, filter: object | undefined, limit: number, after: readonly (string | null)[] | undefined) {
    const ranked = this.matching(search, filter)
      .select('node.id', 'id')
      .addSelect('max(match.rank)', 'rank')
      .groupBy('node.id')
      .orderBy('max(match.rank)', 'DESC')
      .addOrderBy('node.id', 'DESC')
      .limit(limit);
    if (after)
      ranked.having('(max(match.rank), node.id) < (CAST(:afterRank AS real), CAST(:afterId AS uuid))', {
        afterRank: after[0],
        afterId: after[1],
      });
    const { entities, raw } = await this.scope.db
      .createQueryBuilder(Document, 'row')
      .innerJoin(`(${ranked.getQuery()})`, 'page', 'page.id = row.id')
      .addSelect('page.rank::text', 'page_rank')
      .orderBy('page.rank', 'DESC')
      .addOrderBy('row.id', 'DESC')
      .setParameters(ranked.getParameters())
      .getRawAndEntities<{ page_rank: string }>();
    return entities.map((document, index) => ({ document, rank: (raw[index] as { page_rank: string }).page_rank }));
  }

  private async count(search: string, filter: object | undefined): Promise<number> {
    const counted = await this.matching(search, filter).select('count(DISTINCT node.id)', 'total').getRawOne<{ total: string }>();
    return Number(counted?.total);
  }

  /** Rights come first: what is hidden is neither ranked nor counted. */
  private matching(search: string, filter: object | undefined): SelectQueryBuilder<Document> {
    const { db, viewer } = this.scope;
    const query = db.createQueryBuilder(Document, 'node').innerJoin(MATCHES, 'match', 'match.document_id = node.id', { search });
    restrict(query.where('true'), visibleMatches(viewer));
    query.andWhere(
      new Brackets((either) => {
        either.where('NOT match.has_content').orWhere(new Brackets((content) => restrict(content.where('true'), visibleContent(viewer))));
      }),
    );
    applyFilter(query, 'node', db.dataSource.getMetadata(Document), { status: [DocumentStatus.ACTIVE], ...filter });
    return query;
  }
}

/** Only rows in the scope. An alternative without a condition is every row. */
function restrict(query: WhereExpressionBuilder, scope: Scope<Document>): void {
  const scopes: ObjectLiteral[] = alternativesOf(scope);
  if (scopes.every((one) => Object.keys(one).length > 0)) query.andWhere(new Brackets((either) => either.where(scopes)));
}
