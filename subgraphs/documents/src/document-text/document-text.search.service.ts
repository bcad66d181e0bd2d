import { createHash } from 'node:crypto';
import { alternativesOf, type Scope } from '@plat/shared/access/scope';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Connection } from '@plat/shared/graphql/connection';
import { filterConditions } from '@plat/shared/graphql/filter-conditions';
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
const MATCHES = '(SELECT document_id, has_content FROM document_matches(:search))';
/** Of more than these the newest are put in order: who seeks a word of every paper is no better served by the order of all. */
const RANKED = 5_000;

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
    const found = this.matching(search, filter)
      .select('node.id', 'id')
      .addSelect('bool_or(match.has_content)', 'content')
      .groupBy('node.id')
      .orderBy('node.createdAt', 'DESC')
      .addOrderBy('node.id', 'DESC')
      .limit(RANKED);
    const ranked = `WITH found AS MATERIALIZED (${found.getQuery()})
      SELECT found.id, max(ranks.rank) AS rank FROM found JOIN document_ranks(:search, ARRAY(SELECT id FROM found)) ranks
        ON ranks.document_id = found.id AND (found.content OR NOT ranks.has_content)
      GROUP BY found.id ${after ? 'HAVING (max(ranks.rank), found.id) < (CAST(:afterRank AS real), CAST(:afterId AS uuid))' : ''}
      ORDER BY rank DESC, found.id DESC LIMIT ${limit}`;
    const { entities, raw } = await this.scope.db
      .createQueryBuilder(Document, 'row')
      .innerJoin(`(${ranked})`, 'page', 'page.id = row.id')
      .addSelect('page.rank::text', 'page_rank')
      .orderBy('page.rank', 'DESC')
      .addOrderBy('row.id', 'DESC')
      .setParameters({ ...found.getParameters(), afterRank: after?.[0], afterId: after?.[1] })
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
    let serial = 0;
    const bind = (value: unknown): string => {
      const name = `filter_${++serial}`;
      query.setParameter(name, value);
      return `:${name}`;
    };
    const wanted = { status: [DocumentStatus.ACTIVE], ...filter };
    for (const condition of filterConditions(db.dataSource.getMetadata(Document), wanted, bind)) query.andWhere(condition);
    return query;
  }
}

/** Only rows in the scope. An alternative without a condition is every row. */
function restrict(query: WhereExpressionBuilder, scope: Scope<Document>): void {
  const scopes: ObjectLiteral[] = alternativesOf(scope);
  if (scopes.every((one) => Object.keys(one).length > 0)) query.andWhere(new Brackets((either) => either.where(scopes)));
}
