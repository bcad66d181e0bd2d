import type { Revocation } from '@plat/shared/access/revocations';
import type { Ask } from '@plat/shared/database/notices';

interface Row {
  readonly seq: string;
  readonly subject_id: string;
}

const revocationOf = ({ seq, subject_id }: Row): Revocation => ({ seq: Number(seq), subjectId: subject_id });

const RECENT = `SELECT seq, subject_id FROM revocations WHERE revoked_at > now() - interval '10 minutes' ORDER BY seq`;
const OLDER = `SELECT coalesce(max(seq), 0) AS seq FROM revocations WHERE revoked_at <= now() - interval '10 minutes'`;
const NEW = 'SELECT seq, subject_id FROM revocations WHERE seq > $1 ORDER BY seq';

/** Those of the last ten minutes, and the last number before them. */
export async function recentRevocations(ask: Ask): Promise<{ floor: number; rows: Revocation[] }> {
  const [older] = await ask<Pick<Row, 'seq'>>(OLDER);
  return { floor: Number(older?.seq ?? 0), rows: (await ask<Row>(RECENT)).map(revocationOf) };
}

/** Those after a number. They were committed in the order of their numbers, so that none can come in between later. */
export const newRevocations = async (ask: Ask, after: number): Promise<Revocation[]> => (await ask<Row>(NEW, [after])).map(revocationOf);
