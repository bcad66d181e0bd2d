import { type GrantSubject, MAX_GRANTS_ASKED } from '@plat/shared/access/grants';
import type { ServiceClient } from '@plat/shared/access/service-client';
import type { AsSystem } from '@plat/shared/database/system-database';
import type { GrantOwners } from './access-grant.owners';
import { databaseClock, NONE_COUNTS_S, noteNothing, persistently, type Subject, tellGrants } from './access-grant.store';

/** What somebody is to something. */
export interface Tie extends Subject {
  /** The user, contact or client, as the type of the subject has it. */
  readonly principalId: string;
}

interface Parts {
  readonly services: ServiceClient;
  readonly asSystem: AsSystem;
}

const MOST_REMEMBERED = 10_000;
const keyOf = ({ type, id, principalId }: Tie) => `${type} ${id} ${principalId}`;

/**
 * Asks owners what somebody is to their things, where no event has told it yet, and keeps the answer. One for a process:
 * requests that miss the same thing at once wait for one question, and what was found to be known is not looked up again
 * for a minute.
 */
export class GrantInquiry {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly remembered = new Map<string, { readonly until: number; readonly serial: number }>();
  private serial = 0;

  constructor(
    private readonly owners: GrantOwners,
    private readonly now: () => number = Date.now,
  ) {}

  /** How far memory has come: what is remembered later may be news to whoever has read before. */
  get moment(): number {
    return this.serial;
  }

  /** Those of which it was not remembered at that moment that they are known. */
  unremembered<T extends Tie>(ties: readonly T[], moment: number): T[] {
    return ties.filter((tie) => {
      const memory = this.remembered.get(keyOf(tie));
      return !memory || memory.until <= this.now() || memory.serial > moment;
    });
  }

  /** Notes that what somebody is to something is known, be it nothing. */
  remember(ties: readonly Tie[]): void {
    const until = this.now() + NONE_COUNTS_S * 1_000;
    this.serial += 1;
    for (const tie of ties) {
      this.remembered.delete(keyOf(tie));
      this.remembered.set(keyOf(tie), { until, serial: this.serial });
    }
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size <= MOST_REMEMBERED) break;
      this.remembered.delete(oldest);
    }
  }

  /** Asks, and returns when the answers are committed. @throws PlatError UNAVAILABLE when an owner does not answer */
  async ask(parts: Parts, ties: readonly Tie[]): Promise<void> {
    const missing = [...new Map(ties.map((tie) => [keyOf(tie), tie])).values()];
    const free = missing.filter((tie) => !this.underWay.has(keyOf(tie)));
    for (const group of groups(free)) {
      const asking = this.askOne(parts, group).finally(() => {
        for (const tie of group) this.underWay.delete(keyOf(tie));
      });
      asking.catch(() => undefined); // whoever waits for it hears of it below
      for (const tie of group) this.underWay.set(keyOf(tie), asking);
    }
    await Promise.all(missing.map((tie) => this.underWay.get(keyOf(tie))));
    this.remember(missing);
  }

  private async askOne({ services, asSystem }: Parts, group: readonly [Tie, ...Tie[]]): Promise<void> {
    const [{ type, principalId }] = group;
    const ids = group.map(({ id }) => id);
    const askedAt = await asSystem(databaseClock);
    // Things with one holder: whoever that is, so that the one before loses them at once.
    const grants = await this.owners.ask(services, type, ids, type === 'Exchange' ? principalId : undefined);
    const held = new Set(grants.filter((grant) => grant.principalId === principalId).map(({ subjectId }) => subjectId));
    const told = grants.filter(({ subjectId }) => ids.includes(subjectId)).map((grant) => ({ ...grant, type }));
    const nothing = ids.filter((id) => !held.has(id));
    await persistently(asSystem, async (db) => {
      await tellGrants(db, told, askedAt);
      await noteNothing(db, type, nothing, principalId);
    });
  }
}

/** Ties of one type and principal, as many as one question may have. */
function groups(ties: readonly Tie[]): [Tie, ...Tie[]][] {
  const byQuestion = new Map<string, Tie[][]>();
  for (const tie of ties) {
    const key = `${tie.type satisfies GrantSubject} ${tie.principalId}`;
    const chunks = byQuestion.get(key) ?? [];
    const last = chunks.at(-1);
    if (last && last.length < MAX_GRANTS_ASKED) last.push(tie);
    else chunks.push([tie]);
    byQuestion.set(key, chunks);
  }
  return [...byQuestion.values()].flat() as [Tie, ...Tie[]][];
}
