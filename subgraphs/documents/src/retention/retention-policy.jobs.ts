import type { Jobs } from '@plat/shared/jobs/job';

/** The task that reckons anew until when documents are kept. */
export const RECKON_RETENTIONS = 'retentions.reckon';

const BATCH = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** All documents in the order of their ids, in batches. $1: the last one of the batch before */
const RECKON_SQL = `WITH batch AS (SELECT id FROM documents WHERE id > $1 ORDER BY id LIMIT ${BATCH}),
  reckoned AS (SELECT count(*) FROM reckon_retention(ARRAY(SELECT id FROM batch)))
  SELECT (SELECT max(id::text) FROM batch) AS last, (SELECT count(*)::integer FROM batch) AS size FROM reckoned`;

/** After each change of a policy, and once a night. */
export const retentionJobs: Jobs = {
  tasks: {
    [RECKON_RETENTIONS]: async (_, { asSystem, signal }) => {
      for (let last: string | null = FIRST; last && !signal.aborted; ) {
        const from: string = last;
        const [batch] = await asSystem((db): Promise<{ last: string; size: number }[]> => db.query(RECKON_SQL, [from]));
        last = batch?.size === BATCH ? batch.last : null;
      }
    },
  },
  schedule: [{ task: RECKON_RETENTIONS, at: '41 2 * * *' }],
};
