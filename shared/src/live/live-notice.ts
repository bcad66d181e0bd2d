import { isUuid } from '../graphql/scalars';

/** The channel on which every recorded event is told, as it commits, to the processes whose subscriptions may wait for it. */
export const LIVE_CHANNEL = 'plat_live';

/** That something happened, and to what: ids alone, so that whoever hears it has to read the rest under its own rights. */
export interface LiveNotice {
  /** The number of the event in the outbox. */
  readonly seq: number;
  readonly type: string;
  /** The id of the event's subject. */
  readonly id: string | null;
  /** What the event belongs to, by the names under which its payload has them: `exchangeId`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** PostgreSQL takes 8,000 bytes. */
const MOST_IDS = 50;
const LONGEST = 100;

const short = (text: string | null): string | null => (text && text.length <= LONGEST ? text : null);

const idsOf = (payload: Readonly<Record<string, unknown>>): Record<string, string> => {
  const ids = Object.entries(payload).filter(
    (one): one is [string, string] => one[0].endsWith('Id') && typeof one[1] === 'string' && isUuid(one[1]) && one[0].length <= LONGEST,
  );
  return Object.fromEntries(ids.slice(0, MOST_IDS).map(([name, id]) => [name, id.toLowerCase()]));
};

/** What is told of an event; the database puts its number in front. */
export const noticeText = (type: string, id: string | null, payload: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ type, id: short(id), ids: idsOf(payload) });

/** @param text as {@link noticeText} wrote it, behind the number */
export function parseNotice(text: string): LiveNotice {
  const gap = text.indexOf(' ');
  return { seq: Number(text.slice(0, gap)), ...(JSON.parse(text.slice(gap + 1)) as Omit<LiveNotice, 'seq'>) };
}

interface Row {
  readonly seq: string;
  readonly type: string;
  readonly id: string | null;
  readonly ids: Readonly<Record<string, unknown>> | null;
}

/** Events of the last seconds ($1), $2 at most: what a connection that was interrupted did not hear is among them. */
export const RECENT_SQL = `SELECT seq, type, subject_id AS id,
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(payload) WHERE key LIKE '%Id') AS ids
  FROM outbox_events WHERE occurred_at > now() - make_interval(secs => $1) ORDER BY seq LIMIT $2`;

/** A row of {@link RECENT_SQL}, as it would have been told. */
export const noticeOfRow = ({ seq, type, id, ids }: Row): LiveNotice => ({ seq: Number(seq), type, id: short(id), ids: idsOf(ids ?? {}) });

export type RecentRow = Row;
