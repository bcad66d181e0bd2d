import { SERVICES } from '@plat/shared/database/service';
import { TARGETS } from '@plat/shared/references/cross-references';
import { danglingReferences, type Look, referencesTo } from './references';
import type { Part, Subject } from './subjects';
import type { Ended } from './trial';

/** How the databases compare with what clients were told. */
export interface Verdict {
  readonly deletions: number;
  readonly carriedOut: number;
  readonly refused: number;
  /** Whose client gave up, or was told that nobody knows; each was carried out in full or not at all. */
  readonly inDoubt: number;
  /** Told to be carried out and not, or the other way round. */
  readonly mistaken: number;
  /** Gone although another service keeps it. */
  readonly unkept: number;
  /** Gone, and something still refers to it; or there, and something has lost it. */
  readonly half: number;
  /** Gone without an event and an entry of the audit log, or with more than one. */
  readonly untold: number;
  /** References of any kind to what is not there. */
  readonly dangling: number;
  /** Events of one subject that a service took in another order than they were recorded. */
  readonly disordered: number;
  /** Rights in exchanges, as documents knows them, that are not what they are. */
  readonly outdated: number;
  /** Events that were not told, and rows that are still marked. */
  readonly unsettled: number;
}

/** What was done to the databases. */
export interface Done {
  readonly ended: readonly Ended[];
  readonly parts: readonly Part[];
  /** How many rows referred to each subject. */
  readonly before: ReadonlyMap<string, number>;
}

export async function judge(look: Look, { ended, parts, before }: Done): Promise<Omit<Verdict, 'unsettled'>> {
  const verdict = { deletions: ended.length, carriedOut: 0, refused: 0, inDoubt: 0, mistaken: 0, unkept: 0, half: 0, untold: 0 };
  for (const type of ['User', 'Contact', 'Client'] as const) {
    const of = ended.filter(({ subject }) => subject.type === type);
    const state = await stateOf(
      look,
      type,
      of.map(({ subject }) => subject.id),
    );
    for (const { subject, told } of of) {
      const { isThere, references, ends } = state(subject.id);
      if (isThere) verdict.refused += 1;
      else verdict.carriedOut += 1;
      if (told === undefined || told === 'unknown') verdict.inDoubt += 1;
      const isSaidToBeThere = told !== undefined && told !== 'unknown' && 'refused' in told;
      if (told !== undefined && isSaidToBeThere !== isThere) verdict.mistaken += 1;
      if (subject.isKept && !isThere) verdict.unkept += 1;
      if (references !== (isThere ? (before.get(subject.id) ?? 0) : 0)) verdict.half += 1;
      if (ends.some((times) => times !== (isThere ? 0 : 1))) verdict.untold += 1;
    }
  }
  const [dangling, disordered, outdated] = [await danglingReferences(look), await disorderedIn(look), await outdatedIn(look, parts)];
  return { ...verdict, dangling: dangling.length, disordered, outdated };
}

async function stateOf(look: Look, type: Subject['type'], ids: readonly string[]) {
  const { table, deleted } = TARGETS[type];
  const there = new Set((await look('crm', `SELECT id FROM ${table} WHERE id = ANY ($1)`, ids)).map(({ id }) => id));
  const references = await referencesTo(look, type, ids);
  const told = await counts(look, 'SELECT subject_id AS id FROM outbox_events WHERE type = $1 AND subject_id = ANY ($2)', deleted, ids);
  const logged = await counts(look, 'SELECT entity_id AS id FROM audit_logs WHERE action = $1 AND entity_id = ANY ($2)', deleted, ids);
  return (id: string) => ({
    isThere: there.has(id),
    references: references.get(id) ?? 0,
    ends: [told.get(id) ?? 0, logged.get(id) ?? 0],
  });
}

async function counts(look: Look, sql: string, ...values: unknown[]): Promise<ReadonlyMap<unknown, number>> {
  const found = new Map<unknown, number>();
  for (const { id } of await look('crm', sql, ...values)) found.set(id, (found.get(id) ?? 0) + 1);
  return found;
}

/** Compares, for each service that tells and each that was told, the numbers of events with the times at which they were taken. */
async function disorderedIn(look: Look): Promise<number> {
  const taken = new Map<unknown, Map<string, string>>();
  for (const service of SERVICES) {
    const rows = await look(service, 'SELECT event_id AS id, to_char(received_at, $1) AS at FROM inbox_events', 'YYYYMMDDHH24MISSUS');
    taken.set(service, new Map(rows.map(({ id, at }) => [String(id), String(at)])));
  }
  let disordered = 0;
  for (const service of SERVICES) {
    const last = new Map<string, string>();
    for (const { id, subscriber, subject } of await look(
      service,
      'SELECT event_id AS id, subscriber, subject FROM outbox_deliveries ORDER BY seq',
    )) {
      const at = taken.get(subscriber)?.get(String(id)) ?? '';
      const of = `${subscriber} ${subject}`;
      if (at < (last.get(of) ?? '')) disordered += 1;
      last.set(of, at);
    }
  }
  return disordered;
}

/** Compares what each one may in an exchange with what documents was told. */
async function outdatedIn(look: Look, parts: readonly Part[]): Promise<number> {
  const ids = parts.map(({ id }) => id);
  const now = await look('exchanges', 'SELECT id, permissions::text[] AS rights FROM exchange_participants WHERE id = ANY ($1)', ids);
  const exchanges = parts.map(({ exchangeId }) => exchangeId);
  const known = await look(
    'documents',
    'SELECT subject_id AS of, permissions AS rights FROM access_grants WHERE subject_id = ANY ($1)',
    exchanges,
  );
  return parts.filter(({ id, exchangeId }) => {
    const [is, told] = [now.find((row) => row.id === id), known.find(({ of }) => of === exchangeId)];
    return String(is?.rights) !== String(told?.rights);
  }).length;
}
