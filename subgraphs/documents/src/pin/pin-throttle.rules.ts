/**
 * What is counted together, in the order in which rows are locked: attempts of a person at a document, of a person at all
 * documents of an owner, of all visitors of a share link at those, of a network at a document, of all visitors of a share link
 * at a document, of all at a document.
 */
export const BUCKETS = ['DOCUMENT_ACTOR', 'OWNER_ACTOR', 'OWNER_LINK', 'DOCUMENT_ADDRESS', 'DOCUMENT_LINK', 'DOCUMENT'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** A row of what is counted; of attempts that were let through and were not right. */
export interface Count {
  readonly fails: number;
  readonly windowStart: Date;
  readonly lockLevel: number;
  readonly lockedUntil: Date | null;
}

export type Counts = Readonly<Partial<Record<Bucket, Count>>>;

/** Either it may not be looked at before then, or it may, and counts like this. */
export type Judgement = { readonly until: Date } | { readonly counts: Counts };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So many wrong PINs of one person lock the document for them, and each one after a lock locks it for twice as long. */
export const FREE_ATTEMPTS = 5;
const FIRST_LOCK = 15 * MINUTE;
const LONGEST_LOCK = 24 * HOUR;
/** So many an hour; of networks too, since one person may come as several. */
export const HOURLY = { OWNER_ACTOR: 20, DOCUMENT_ADDRESS: 10 } as const;
/**
 * Above so many an hour at one document everybody waits between attempts, and nobody who is signed in is shut out by what others
 * do. The visitors of a share link wait together, and do so above `HOURLY.OWNER_ACTOR` at an owner's documents too: who drops
 * their cookie is another visitor each time, and would never wait.
 */
export const BUSY = 60;
const PACE = MINUTE;

/** What nothing was counted of yet. */
export const NEVER: Count = { fails: 0, windowStart: new Date(0), lockLevel: 0, lockedUntil: null };

const after = (date: Date, ms: number): Date => new Date(date.getTime() + ms);

/** The count of the hour at hand. */
const ofThisHour = (count: Count, now: Date): Count => (after(count.windowStart, HOUR) > now ? count : { ...NEVER, windowStart: now });

/**
 * Decides about an attempt before its PIN is looked at, and charges it: as if it were wrong, until it turns out right.
 * @param counts of the buckets that it falls into; locked
 */
export function judge(counts: Counts, now: Date): Judgement {
  const own = counts.DOCUMENT_ACTOR ?? NEVER;
  const waits: Date[] = own.lockedUntil && own.lockedUntil > now ? [own.lockedUntil] : [];
  const charged: Partial<Record<Bucket, Count>> = {};
  for (const bucket of ['OWNER_ACTOR', 'DOCUMENT_ADDRESS'] as const) {
    const count = counts[bucket] && ofThisHour(counts[bucket], now);
    if (!count) continue;
    if (count.fails >= HOURLY[bucket]) waits.push(after(count.windowStart, HOUR));
    charged[bucket] = { ...count, fails: count.fails + 1 };
  }
  if (counts.OWNER_LINK) {
    const { lockedUntil } = counts.OWNER_LINK;
    if (lockedUntil && lockedUntil > now) waits.push(lockedUntil);
    const { windowStart, fails } = ofThisHour(counts.OWNER_LINK, now);
    const isMany = fails + 1 >= HOURLY.OWNER_ACTOR;
    charged.OWNER_LINK = { ...NEVER, windowStart, fails: fails + 1, lockedUntil: isMany ? after(now, PACE) : null };
  }
  const all = ofThisHour(counts.DOCUMENT ?? NEVER, now);
  charged.DOCUMENT = { ...all, fails: all.fails + 1 };
  const link = counts.DOCUMENT_LINK;
  if (link) charged.DOCUMENT_LINK = { ...link, fails: link.fails + 1, windowStart: now };
  for (const { windowStart } of all.fails >= BUSY ? [own, link ?? NEVER] : []) {
    const next = after(windowStart, PACE);
    if (next > now) waits.push(next);
  }
  if (waits.length) return { until: new Date(Math.max(...waits.map((wait) => wait.getTime()))) };
  charged.DOCUMENT_ACTOR = chargedOwn(own, now);
  return { counts: charged };
}

function chargedOwn({ fails: before }: Count, now: Date): Count {
  const fails = before + 1;
  const lockLevel = Math.max(0, fails - FREE_ATTEMPTS + 1);
  const lock = lockLevel && Math.min(FIRST_LOCK * 2 ** (lockLevel - 1), LONGEST_LOCK);
  return { fails, windowStart: now, lockLevel, lockedUntil: lock ? after(now, lock) : null };
}
