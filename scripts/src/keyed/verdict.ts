import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls } from '@plat/shared/database/service';
import type { Told } from './client';
import type { Work, Written } from './works';

/** What was done and what the client was told of it. */
export interface Done {
  readonly work: Work;
  readonly told: Told;
}

/** How the databases compare with what clients were told. */
export interface Verdict {
  readonly fields: number;
  /** Answers that nobody knew any more. */
  readonly inDoubt: number;
  /** Those of them of which the state told that they were carried out, once. */
  readonly resolved: number;
  readonly lost: number;
  readonly doubled: number;
  /** Answered with an id that is not the row's. */
  readonly mistaken: number;
}

/** What was written, by mark: of plans and of the end of users, what was recorded of it. */
const READS: Readonly<Record<Written, readonly [service: 'crm' | 'builds' | 'exchanges', sql: string]>> = {
  lead: ['crm', 'SELECT company AS mark, id FROM leads WHERE company = ANY ($1)'],
  workspace: ['crm', 'SELECT name AS mark, id FROM workspaces WHERE name = ANY ($1)'],
  project: ['builds', 'SELECT project_name AS mark, id FROM projects WHERE project_name = ANY ($1)'],
  exchange: ['exchanges', 'SELECT name AS mark, id FROM exchanges WHERE name = ANY ($1)'],
  plan: [
    'crm',
    `SELECT p.user_id AS mark, p.id FROM user_plans p JOIN outbox_events e ON e.subject_id = p.id::text AND e.type = 'user_plan.changed'
      WHERE p.plan_name = 'PRO' AND p.user_id = ANY ($1::uuid[])`,
  ],
  userEnd: [
    'crm',
    `SELECT subject_id AS mark, subject_id AS id FROM outbox_events WHERE type = 'user.deleted' AND subject_id = ANY ($1)
      AND NOT EXISTS (SELECT FROM users WHERE id::text = subject_id)`,
  ],
};

/** Compares, as the system of each service, which sees all rows. */
export async function judge(urls: DatabaseUrls, all: readonly Done[]): Promise<Verdict> {
  const verdict = { fields: 0, inDoubt: 0, resolved: 0, lost: 0, doubled: 0, mistaken: 0 };
  for (const [written, [service, sql]] of Object.entries(READS)) {
    const of = all.flatMap(({ work, told }) =>
      Object.entries(work.writes).flatMap(([field, one]) => (one === written ? [{ mark: work.mark, answer: told[field] }] : [])),
    );
    const { rows } = await withClient(urls[service].system, (client) =>
      client.query<{ mark: string; id: string }>(sql, [of.map(({ mark }) => mark)]),
    );
    const ids = new Map<string, string[]>();
    for (const { mark, id } of rows) ids.set(mark, [...(ids.get(mark) ?? []), id]);
    for (const { mark, answer } of of) {
      const found = ids.get(mark) ?? [];
      verdict.fields += 1;
      if (answer === 'unknown') {
        verdict.inDoubt += 1;
        if (found.length === 1) verdict.resolved += 1;
      } else if (found.length > 0 && !(answer && 'id' in answer && answer.id === found[0])) verdict.mistaken += 1;
      if (found.length === 0) verdict.lost += 1;
      if (found.length > 1) verdict.doubled += 1;
    }
  }
  return verdict;
}
