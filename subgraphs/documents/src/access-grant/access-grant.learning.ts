import type { GrantSubject } from '@plat/shared/access/grants';
import { PlatError } from '@plat/shared/errors/plat-error';
import { type Batched, batched } from '@plat/shared/graphql/batched';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { AccessGrant } from './access-grant.entity';
import type { GrantInquiry, Tie } from './access-grant.inquiry';
import { AccessGrantService, principalOf, tiesOf } from './access-grant.service';
import { heldSql, knownSql, type Subject } from './access-grant.store';

const TIE = ['t.type', 't.id', 't.principal'] as const;
const STATE = `t.type, t.id, t.principal AS "principalId", ${knownSql(...TIE)} AS "isKnown"`;
/** What is held now may have come after the viewer's rows were read: then they are read once more. */
const IS_NEWS = `(NOT ${knownSql(...TIE)} OR ${heldSql(...TIE)})`;

const NEWS_SQL = `SELECT ${STATE} FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS t(type, id, principal) WHERE ${IS_NEWS}`;

/** What decides about documents that the viewer ($2 user, $3 contact, $4 client) does not see. */
const NEWS_OF_DOCUMENTS_SQL = `SELECT d.id AS document, ${STATE} FROM documents d
  CROSS JOIN LATERAL (VALUES ('EXCHANGE', 'Exchange', d.exchange_id, $3::uuid), ('LEAD', 'Lead', d.lead_id, $2::uuid),
    ('PROJECT', 'Project', CASE WHEN d.client_visible THEN d.project_id END, $4::uuid)) AS t(origin, type, id, principal)
  WHERE d.id = ANY ($1::uuid[]) AND d.trashed_at IS NULL AND d.origin::text = t.origin AND t.id IS NOT NULL AND t.principal IS NOT NULL
    AND ${IS_NEWS}`;

/** An owner that cannot be asked, or whose answer could not be kept. @throws what is a fault of ours */
const asUnanswered = (error: unknown): false => {
  if (error instanceof PlatError) return false;
  throw error;
};

interface News extends Tie {
  readonly isKnown: boolean;
}

/**
 * What a request does where the viewer seems to be nothing to a thing: the events that tell of it may still be on their
 * way, so its owner is asked once. What is asked is committed before the request's next statement, which sees it.
 */
export class GrantLearning {
  private readonly grants: AccessGrantService;
  private readonly news: Batched<Subject, boolean>;
  private readonly moment: number;

  constructor(
    private readonly scope: RequestScope,
    private readonly inquiry: GrantInquiry,
  ) {
    this.grants = new AccessGrantService(scope);
    this.moment = inquiry.moment;
    this.news = batched(
      (subjects) => this.askMissing(subjects),
      ({ type, id }) => `${type} ${id.toLowerCase()}`,
    );
  }

  /** The viewer's active grants on these subjects, asked for where there are none. @throws PlatError UNAVAILABLE */
  async held(subjects: readonly Subject[]): Promise<AccessGrant[]> {
    const held = await this.grants.held(subjects);
    const missing = subjects.filter(({ type, id }) => !held.some((one) => one.subjectType === type && one.subjectId === id.toLowerCase()));
    const learnt = await Promise.all(missing.map((subject) => this.news.load(subject)));
    return learnt.includes(true) ? this.grants.held(subjects) : held;
  }

  /**
   * Asks what the viewer is to something, unless that is known.
   * @returns whether rows that were read before may be too few @throws PlatError UNAVAILABLE
   */
  about(subject: Subject): Promise<boolean> {
    return this.news.load(subject);
  }

  /**
   * Asks for what decides about documents that the viewer does not see. Where the owner does not answer they stay hidden:
   * a fault would tell whoever knows the id of a hidden document from whoever made one up.
   * @returns the ids of the documents to read once more
   */
  async aboutDocuments(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { viewer, asSystem } = this.scope;
    const learnt = new Set<string>();
    if (!viewer.isSignedIn || viewer.isAdmin) return learnt;
    const principals = (['Lead', 'Exchange', 'Project'] as const).map((type) => principalOf(viewer, type) ?? null);
    // As the system, because the viewer does not see these documents; nothing of them leaves.
    const news: (News & { document: string })[] = await asSystem((db) => db.query(NEWS_OF_DOCUMENTS_SQL, [ids, ...principals]));
    for (const { document, isKnown } of news) if (isKnown) learnt.add(document);
    const unknown = news.filter(({ isKnown }) => !isKnown);
    const types = [...new Set(unknown.map(({ type }) => type))];
    await Promise.all(
      types.map(async (type) => {
        const ties = unknown.filter((tie) => tie.type === type);
        const isAnswered = await this.inquiry.ask(this.scope, ties).then(() => true, asUnanswered);
        if (isAnswered) for (const { document } of ties) learnt.add(document);
      }),
    );
    return learnt;
  }

  private async askMissing(subjects: readonly Subject[]): Promise<boolean[]> {
    const { db, viewer } = this.scope;
    const ties = this.inquiry.unremembered(tiesOf(viewer, subjects), this.moment);
    if (ties.length === 0) return subjects.map(() => false);
    const news: News[] = await db.query(NEWS_SQL, [
      ties.map(({ type }) => type),
      ties.map(({ id }) => id),
      ties.map(({ principalId }) => principalId),
    ]);
    const unknown = news.filter(({ isKnown }) => !isKnown);
    if (unknown.length > 0) await this.inquiry.ask(this.scope, unknown);
    this.inquiry.remember(ties);
    const isNews = (type: GrantSubject, id: string) => news.some((tie) => tie.type === type && tie.id === id.toLowerCase());
    return subjects.map(({ type, id }) => isNews(type, id));
  }
}
