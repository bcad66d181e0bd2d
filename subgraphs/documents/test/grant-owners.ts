import { randomUUID } from 'node:crypto';
import { GRANT_OWNERS, type GrantSubject, type GrantsPage, type OwnerGrant } from '@plat/shared/access/grants';
import type { ServiceClient } from '@plat/shared/access/service-client';
import { unavailable } from '@plat/shared/errors/plat-error';
import { type EventPayload, type PlatEvent, toCloudEvent } from '@plat/shared/events/cloud-event';
import type { GrantOwners } from '../src/access-grant/access-grant.owners';
import type { TestDocuments } from './documents.factory';

type Sole = Exclude<GrantSubject, 'Exchange'>;
const NOUNS = {
  Property: ['property', 'user_id'],
  Lead: ['lead', 'user_id'],
  PlatformLink: ['platform_link', 'user_id'],
  Project: ['project', 'client_id'],
} as const;

/** One row of an owner: the key by which it is paged, and its type. */
interface Kept {
  readonly type: GrantSubject;
  readonly key: string;
  readonly grant: OwnerGrant;
}

/** The other services in small: they change, record events of it, and answer what they are asked. */
export class GrantWorld implements GrantOwners {
  /** Events in the order in which they happened, not told to anybody yet. */
  readonly events: PlatEvent[] = [];
  readonly asked: { readonly type: GrantSubject; readonly ids: readonly string[]; readonly principalId?: string }[] = [];
  readonly pages: { readonly type: GrantSubject; readonly after?: string }[] = [];
  readonly down = new Set<GrantSubject>();
  pageSize = 500;
  /** What happens after an owner has read its rows, and before its answer arrives. */
  meanwhile: (() => Promise<void>) | undefined;
  private readonly rows = new Map<string, Kept>();
  private seq = 0;

  /** Makes somebody the holder of a thing, new or not. @returns its id */
  hold(type: Sole, principalId: string, id: string = randomUUID()): string {
    const [noun, column] = NOUNS[type];
    const verb = this.rows.has(id) ? 'updated' : 'created';
    const event = this.record(type, id, `${noun}.${verb}`, { new: { [column]: principalId } });
    const role = type === 'Project' ? 'CLIENT' : 'OWNER';
    this.rows.set(id, { type, key: id, grant: { subjectId: id, principalId, role, permissions: [], isActive: true, seq: event.seq } });
    return id;
  }

  /** Edits a thing without a word of whose it is. */
  edit(type: Sole, id: string): void {
    const { seq } = this.record(type, id, `${NOUNS[type][0]}.updated`, { new: { title: 'New' } });
    const row = this.rows.get(id);
    if (row) this.rows.set(id, { ...row, grant: { ...row.grant, seq } });
  }

  delete(type: Sole, id: string): void {
    this.record(type, id, `${NOUNS[type][0]}.deleted`, {});
    this.rows.delete(id);
  }

  /** Records the end of a thing, of which its owner still answers what it was: as an answer does that was given before. */
  end(type: GrantSubject, id: string): void {
    this.record(type, id, `${type === 'Exchange' ? 'exchange' : NOUNS[type][0]}.deleted`, {});
  }

  /** Lets somebody take part in an exchange, or changes or ends that. @returns the id of the exchange */
  takePart(
    contactId: string,
    { exchangeId = randomUUID(), role = 'CLIENT', rights = ['VIEW'], isActive = true } = {} as Partial<{
      exchangeId: string;
      role: string;
      rights: string[];
      isActive: boolean;
    }>,
  ): string {
    const name = `${exchangeId} ${contactId} ${role}`;
    const key = this.rows.get(name)?.key ?? randomUUID();
    const permissions = isActive ? rights : [];
    const verb = this.rows.has(name) ? 'updated' : 'created';
    const { seq } = this.record('ExchangeParticipant', key, `exchange_participant.${verb}`, {
      exchangeId,
      contactId,
      role,
      rights: permissions,
      isActive,
    });
    const grant = { subjectId: exchangeId, principalId: contactId, role, permissions, isActive, seq };
    this.rows.set(name, { type: 'Exchange', key, grant });
    return exchangeId;
  }

  /** Records that a person is gone. */
  deletePrincipal(noun: 'user' | 'contact' | 'client', id: string): void {
    this.record(noun, id, `${noun}.deleted`, {});
  }

  /** What is true: active grants as text, in order. */
  get truth(): string[] {
    return [...this.rows.values()]
      .filter(({ grant }) => grant.isActive)
      .map(({ type, grant }) => textOf({ ...grant, type }))
      .sort();
  }

  async ask(_: ServiceClient, type: GrantSubject, ids: readonly string[], principalId?: string) {
    this.asked.push({ type, ids, principalId });
    if (this.down.has(type)) throw unavailable(`The ${GRANT_OWNERS[type]} service does not answer right now; try again.`);
    const grants = this.of(type)
      .map(({ grant }) => grant)
      .filter((grant) => ids.includes(grant.subjectId) && (!principalId || grant.principalId === principalId));
    await this.meanwhile?.();
    return grants;
  }

  async page(_: ServiceClient, type: GrantSubject, after: string | undefined): Promise<GrantsPage> {
    this.pages.push({ type, after });
    if (this.down.has(type)) throw unavailable('Down.');
    const rows = this.of(type).filter(({ key }) => !after || key > after);
    const page = rows.slice(0, this.pageSize);
    await this.meanwhile?.();
    return { grants: page.map(({ grant }) => grant), next: rows.length > page.length ? (page.at(-1)?.key ?? null) : null };
  }

  private of(type: GrantSubject): Kept[] {
    return [...this.rows.values()].filter((row) => row.type === type).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private record(subjectType: string, subjectId: string, type: string, payload: EventPayload): PlatEvent {
    this.seq += 1;
    const source = type.startsWith('exchange') ? 'exchanges' : ({ platform_link: 'sync', project: 'builds' } as const)[noun(type)];
    const event: PlatEvent = {
      id: randomUUID(),
      source: source ?? 'crm',
      seq: String(this.seq),
      type,
      subjectType,
      subjectId,
      actorUserId: null,
      occurredAt: new Date(),
      payload,
    };
    this.events.push(event);
    return event;
  }
}

const noun = (type: string) => type.split('.')[0] as 'platform_link' | 'project';

const textOf = (grant: Pick<OwnerGrant, 'subjectId' | 'principalId' | 'role' | 'permissions'> & { type: string }) =>
  [grant.type, grant.subjectId, grant.principalId, grant.role, ...grant.permissions].join(' ');

/** Active grants as documents has them, as text, in order. */
export const grantsIn = async (documents: TestDocuments): Promise<string[]> => {
  const rows = await documents.given((db) =>
    db.query(`SELECT subject_type AS type, subject_id AS "subjectId", principal_id AS "principalId", role, permissions
      FROM access_grants WHERE is_active`),
  );
  return rows.map(textOf).sort();
};

/** Brings events to documents as a relay does. @returns what kind of fault each had */
export async function deliver(documents: TestDocuments, events: readonly PlatEvent[]): Promise<(string | undefined)[]> {
  const path = documents.subgraph.internal['/internal/events'];
  const faults: (string | undefined)[] = [];
  for (const event of events) {
    const call = { issuer: event.source } as Parameters<NonNullable<typeof path>['answer']>[1];
    const answer = (await path?.answer([toCloudEvent(event)], call)) as { outcomes: { fault?: string }[] };
    faults.push(...answer.outcomes.map(({ fault }) => fault));
  }
  return faults;
}
