import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { NotTaken } from '../access/service-connection';
import type { ServiceName } from '../database/service';
import type { PlatEvent } from './cloud-event';
import { MAX_BATCH, type Outcome } from './consumer';
import {
  EVENTS_SQL,
  LATER_SQL,
  MAX_ATTEMPTS,
  NEXT_DUE_SQL,
  REFUSED_SQL,
  RELEASE_SQL,
  SUBJECTS_SQL,
  TAKEN_SQL,
  WAIT_BEHIND_SQL,
} from './delivery-sql';
import type { AtPoint } from './event-faults';
import { faultName } from './fault-name';

/** How soon a subscriber that does not answer is asked again, at most. */
const LONGEST_SILENCE_S = 15;
/** How long events may be sent one by one before the rest waits for another turn: their rows are locked meanwhile. */
const APART_MS = 10_000;
/** A relay that was woken while it told what there was waits so long for more: ten small batches cost what one of ten costs ten times. */
const GATHER_MS = 15;

interface Row {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly subject_type: string;
  readonly subject_id: string | null;
  readonly actor_user_id: string | null;
  readonly occurred_at: Date;
  /** null: larger than any service takes. */
  readonly payload: PlatEvent['payload'] | null;
  /** It failed before, or was put behind one that did: more may wait behind it. */
  readonly waited: boolean;
  /** How many events of these subjects there were, before the batch was full. */
  readonly found: number;
}

/** What a relay works with. */
export interface DeliveryParts {
  readonly service: ServiceName;
  /** Connections of the system; each delivery under way has one, for as long as the subscriber takes to answer. */
  readonly pool: Pool;
  /** Gives events to a subscriber. @throws NotTaken when it refuses the request, anything else when it does not answer */
  readonly send: (subscriber: ServiceName, events: readonly PlatEvent[]) => Promise<readonly Outcome[]>;
  readonly log: Logger;
  /** From 0 to 1, by chance. */
  readonly random?: () => number;
  readonly at?: AtPoint;
}

/** How a drain ended. */
export interface Drained {
  /** Whether anything was told. */
  readonly told: boolean;
  /** When to look again, in seconds, if nobody wakes the relay before. */
  readonly again?: number;
  /** The subscriber takes nothing at present; until then it is not to be asked for each new event. */
  readonly silent?: boolean;
}

/**
 * Tells subscribers what happened here, at least once, and in order for each subject. Any number of replicas may do so at
 * once: what is under way is locked until its subscriber has answered, and free again when its relay dies.
 */
export class Delivery {
  private readonly underWay = new Map<ServiceName, { again: boolean; readonly done: Promise<Drained> }>();
  private readonly silences = new Map<ServiceName, number>();

  constructor(private readonly parts: DeliveryParts) {}

  /** Tells one subscriber all that is due. A second call meanwhile makes the first one look again, and ends with it. */
  drain(subscriber: ServiceName, signal: AbortSignal): Promise<Drained> {
    const other = this.underWay.get(subscriber);
    if (other) {
      other.again = true;
      return other.done;
    }
    const run = { again: true };
    const done = this.run(subscriber, run, signal).finally(() => this.underWay.delete(subscriber));
    this.underWay.set(subscriber, Object.assign(run, { done }));
    return done;
  }

  private async run(subscriber: ServiceName, run: { again: boolean }, signal: AbortSignal): Promise<Drained> {
    let told = false;
    let again: number | undefined;
    while (run.again && !signal.aborted) {
      if (told) await sleep(GATHER_MS, undefined, { signal }).catch(() => undefined);
      run.again = false;
      for (let batch: Batch = 'more'; batch === 'more' && !signal.aborted; ) {
        ({ batch, again } = await this.batch(subscriber));
        told ||= batch === 'more' || batch === 'told';
        if (batch === 'silent') return { told, again: this.silence(subscriber), silent: true };
      }
    }
    return { told, again };
  }

  private async batch(subscriber: ServiceName): Promise<{ batch: Batch; again?: number }> {
    const client = await this.parts.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ subject: string; crowded: boolean }>(prepared('subjects', SUBJECTS_SQL, [subscriber]));
      const isCrowded = rows.length < MAX_BATCH && (rows.length === 0 || rows[0]?.crowded === true);
      const cleared = isCrowded ? ((await client.query(WAIT_BEHIND_SQL, [subscriber])).rowCount ?? 0) : 0;
      const subjects = rows.map(({ subject }) => subject);
      const batch = subjects.length > 0 ? await this.tell(client, subscriber, subjects) : 'none';
      const isMore = batch === 'more' || (cleared > 0 && batch !== 'silent');
      const due = isMore ? undefined : await client.query<{ seconds: number | null }>(prepared('next due', NEXT_DUE_SQL, [subscriber]));
      await client.query('COMMIT');
      return { batch: isMore ? 'more' : batch, again: due?.rows[0]?.seconds ?? undefined };
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async tell(client: PoolClient, subscriber: ServiceName, subjects: readonly string[]): Promise<Batch> {
    const each = Math.max(1, Math.floor(MAX_BATCH / subjects.length));
    const { rows } = await client.query<Row>(prepared('events', EVENTS_SQL, [subscriber, subjects, each]));
    // None of these subjects has more than was found, and of new events there is a notice.
    const isAll = subjects.length < MAX_BATCH && rows.every(({ found }) => found < each && found === rows.length);
    // What failed before goes last: if it fails again, and slowly, the others are not behind it.
    const waiting = new Set(rows.filter(({ waited }) => waited).map(rowSubject));
    const [others, last] = [rows.filter((row) => !waiting.has(rowSubject(row))), rows.filter((row) => waiting.has(rowSubject(row)))];
    const { events, tooLarge } = this.sendable([...others, ...last]);
    const outcomes = events.length > 0 ? await this.send(subscriber, events) : [];
    if (!outcomes) return 'silent';
    const { taken, refused, later } = judged(events, outcomes);
    if (taken.length > 0) {
      await client.query(prepared('taken', TAKEN_SQL, [subscriber, taken.map(({ id }) => id)]));
      if (rows.some(({ waited }) => waited)) await client.query(RELEASE_SQL, [subscriber, [...new Set(taken.map(subjectOf))]]);
    }
    for (const { id, fault } of refused) await client.query(REFUSED_SQL, [subscriber, id, fault, this.jitter(), MAX_ATTEMPTS]);
    for (const { id } of tooLarge) await client.query(REFUSED_SQL, [subscriber, id, 'TOO_LARGE', 1, 1]);
    for (const { id, fault } of later) await client.query(LATER_SQL, [subscriber, id, fault, this.jitter()]);
    if (taken.length + refused.length + tooLarge.length === 0) return 'silent';
    this.silences.delete(subscriber);
    return isAll ? 'told' : 'more';
  }

  /** What nobody could take holds back its own subject, and nothing of it is sent. */
  private sendable(rows: readonly Row[]): { events: PlatEvent[]; tooLarge: Row[] } {
    const tooLarge: Row[] = [];
    const events: PlatEvent[] = [];
    const held = new Set<string>();
    for (const { payload, ...row } of rows) {
      const subject = rowSubject(row);
      if (held.has(subject)) continue;
      if (payload) events.push(eventOf(this.parts.service, { ...row, payload }));
      else {
        held.add(subject);
        tooLarge.push({ ...row, payload });
      }
    }
    return { events, tooLarge };
  }

  /** @returns undefined when the subscriber does not answer: its events have done nothing wrong */
  private async send(subscriber: ServiceName, events: readonly PlatEvent[]): Promise<readonly Outcome[] | undefined> {
    try {
      return await this.sendAtOnce(subscriber, events);
    } catch (error) {
      if (error instanceof NotTaken) return this.sendApart(subscriber, events);
      this.parts.log.warn({ subscriber, fault: faultName(error) }, 'a subscriber does not take events');
      return undefined;
    }
  }

  private async sendAtOnce(subscriber: ServiceName, events: readonly PlatEvent[]): Promise<readonly Outcome[]> {
    const { send, at = () => undefined } = this.parts;
    const ids = events.map(({ id }) => id);
    await at('sending', ids);
    const answer = send(subscriber, events);
    answer.catch(() => undefined); // awaited below, after what may take its time
    await at('sent', ids);
    const outcomes = await answer;
    await at('answered', ids);
    return outcomes;
  }

  /** Something in the batch is such that the request is refused as a whole: the others must not suffer for it. */
  private async sendApart(subscriber: ServiceName, events: readonly PlatEvent[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const held = new Set<string>();
    let isSilent = false;
    const end = performance.now() + APART_MS;
    for (const event of events) {
      if (isSilent || held.has(subjectOf(event)) || performance.now() > end) {
        outcomes.push({ id: event.id, later: true });
        continue;
      }
      const answer = await this.sendAtOnce(subscriber, [event]).catch((error: unknown): Outcome[] | undefined =>
        error instanceof NotTaken ? [{ id: event.id, fault: 'NOT_TAKEN' }] : undefined,
      );
      if (!answer) {
        isSilent = true;
        outcomes.push({ id: event.id, later: true });
        continue;
      }
      if (answer.some(({ fault, later }) => fault !== undefined || later)) held.add(subjectOf(event));
      outcomes.push(...answer);
    }
    return outcomes;
  }

  /** Seconds until a subscriber that does not answer is asked again: longer each time. */
  private silence(subscriber: ServiceName): number {
    const times = (this.silences.get(subscriber) ?? 0) + 1;
    this.silences.set(subscriber, times);
    return Math.min(LONGEST_SILENCE_S, 2 ** Math.min(times - 1, 10)) * this.jitter();
  }

  /** From a half to one. */
  private jitter(): number {
    return 1 - (this.parts.random ?? Math.random)() / 2;
  }
}

/** `told`: something was, and that was all; `more`: there may be more. `silent`: the subscriber takes nothing at present. */
type Batch = 'more' | 'told' | 'none' | 'silent';

/** A statement that the connection parses and plans once. */
const prepared = (name: string, text: string, values: unknown[]) => ({ name, text, values });

const subjectOf = ({ subjectType, subjectId, id }: Pick<PlatEvent, 'subjectType' | 'subjectId' | 'id'>): string =>
  `${subjectType}/${subjectId ?? id}`;

const rowSubject = (row: Pick<Row, 'subject_type' | 'subject_id' | 'id'>): string => `${row.subject_type}/${row.subject_id ?? row.id}`;

interface Fault {
  readonly id: string;
  readonly fault: string;
}

/**
 * What became of each event that was sent. Behind one of its subject that was not taken none counts, whatever is said of
 * it; about any other something has to be said, or it would be sent for ever.
 */
function judged(events: readonly PlatEvent[], outcomes: readonly Outcome[]): { taken: PlatEvent[]; refused: Fault[]; later: Fault[] } {
  const said = new Map<string, Outcome>();
  for (const outcome of outcomes) if (!said.get(outcome.id)?.fault) said.set(outcome.id, outcome);
  const result = { taken: [] as PlatEvent[], refused: [] as Fault[], later: [] as Fault[] };
  const held = new Set<string>();
  for (const event of events) {
    const { id } = event;
    const { fault, later }: Outcome = said.get(id) ?? { id, fault: 'NOT_ANSWERED' };
    if (held.has(subjectOf(event))) continue;
    if (fault === undefined && !later) {
      result.taken.push(event);
      continue;
    }
    held.add(subjectOf(event));
    if (fault !== undefined) result[later ? 'later' : 'refused'].push({ id, fault: fault.slice(0, 200) });
  }
  return result;
}

const eventOf = (source: ServiceName, row: Row & { readonly payload: PlatEvent['payload'] }): PlatEvent => ({
  id: row.id,
  source,
  seq: row.seq,
  type: row.type,
  subjectType: row.subject_type,
  subjectId: row.subject_id,
  actorUserId: row.actor_user_id,
  occurredAt: row.occurred_at,
  payload: row.payload,
});
