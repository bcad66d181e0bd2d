import type { Statement } from '../database/explain';
import { watchStatements } from '../database/watch-statements';

export { explain } from '../database/explain';

/** What is said around the statements of a request: where its transaction begins and ends, and who asks. */
export const FRAME = /^(BEGIN|COMMIT|ROLLBACK|SELECT num_nulls\(set_config|SELECT set_config|SELECT graphile_worker)/;

/** The statements with their values that work sends to PostgreSQL, but for the frame of the transaction. */
export async function statementsWithValues(work: () => Promise<unknown>): Promise<Statement[]> {
  const end = watchStatements();
  await work().finally(end);
  return end().filter(({ sql }) => !FRAME.test(sql));
}
