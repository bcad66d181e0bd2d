import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '@plat/shared/database/service';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { deliver } from './grant-owners';

const DAY = 86_400_000;
const POLICY = 'mutation ($input: CreateRetentionPolicyInput!) { createRetentionPolicy(input: $input) { id trigger } }';
const OFF = 'mutation ($input: UpdateRetentionPolicyInput!) { updateRetentionPolicy(input: $input) { id } }';
const READ = 'query ($id: ID!) { document(id: $id) { retainedUntil retainedBeyondExchange } }';
const TRASH = 'mutation ($id: ID!) { trashDocument(id: $id) { id } }';
const PURGE = 'mutation ($id: ID!) { purgeDocument(id: $id) { id } }';

let documents: TestDocuments;
let now = new Date();
const admin = aViewer('ADMIN');
let policy: string;
beforeAll(async () => {
  documents = await startTestDocuments({ clock: () => now });
  const input = { name: 'Seven years after the exchange', origin: 'EXCHANGE', category: 'TAX', trigger: 'EXCHANGE_ENDED', keepDays: 2_555 };
  const { data } = await documents.ask(admin, POLICY, { input });
  policy = data.createRetentionPolicy.id;
});
afterAll(() => documents.stop());

let seq = 1_000;
/** What exchanges tells of an exchange that comes to a state. */
const tell = async (exchangeId: string, status: string | undefined, occurredAt = new Date(), source: ServiceName = 'exchanges') => {
  seq += 1;
  const payload = { new: status ? { status, workflow_stage: status } : { name: 'New' } };
  const type = status ? 'exchange.stage_changed' : 'exchange.updated';
  const event: PlatEvent = {
    id: randomUUID(),
    source,
    seq: String(seq),
    type,
    subjectType: 'Exchange',
    subjectId: exchangeId,
    actorUserId: null,
    occurredAt,
    payload,
  };
  expect(await deliver(documents, [event])).toEqual([undefined]);
};
const paperOf = (exchangeId: string, values: object = {}) =>
  documents.exchangeDocument(exchangeId, { category: 'TAX' as never, ...values });
const kept = async ({ id }: Document) => (await documents.ask(admin, READ, { id })).data.document;
const after = (end: Date) => new Date(end.getTime() + 2_555 * DAY).toISOString();
const OPEN = { retainedUntil: null, retainedBeyondExchange: true };
const FREE = { retainedUntil: null, retainedBeyondExchange: false };

describe('retention that begins with the end of an exchange', () => {
  it('keeps its papers while it goes on, and for its time from when it was completed or terminated', async () => {
    for (const status of ['COMPLETED', 'TERMINATED']) {
      const exchangeId = randomUUID();
      const [paper, other] = [await paperOf(exchangeId), await paperOf(exchangeId, { category: 'LEGAL' })];
      const elsewhere = await paperOf(randomUUID());
      expect([await kept(paper), await kept(other)]).toEqual([OPEN, FREE]);
      const end = new Date('2026-02-03T04:05:06.000Z');
      await tell(exchangeId, 'ON_HOLD');
      await tell(exchangeId, undefined);
      expect(await kept(paper)).toEqual(OPEN);
      await tell(exchangeId, status, end);
      const till = { retainedUntil: after(end), retainedBeyondExchange: false };
      expect([await kept(paper), await kept(other), await kept(elsewhere)]).toEqual([till, FREE, OPEN]);
      // The first end counts, for what is added later too.
      await tell(exchangeId, status, new Date('2026-05-01T00:00:00Z'));
      expect([await kept(paper), await kept(await paperOf(exchangeId))]).toEqual([till, till]);
    }
  });

  it('begins anew for an exchange that is taken up again, and hears nobody but exchanges', async () => {
    const exchangeId = randomUUID();
    const paper = await paperOf(exchangeId);
    await tell(exchangeId, 'COMPLETED', new Date('2026-02-03T00:00:00Z'));
    await tell(exchangeId, 'ACTIVE');
    expect(await kept(paper)).toEqual(OPEN);
    await tell(exchangeId, 'TERMINATED', new Date(), 'crm');
    expect(await kept(paper)).toEqual(OPEN);
    const end = new Date('2026-06-03T00:00:00.000Z');
    await tell(exchangeId, 'COMPLETED', end);
    expect(await kept(paper)).toEqual({ retainedUntil: after(end), retainedBeyondExchange: false });
  });

  it('lets nobody remove them for good before', async () => {
    const coordinator = aViewer('COORDINATOR');
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
    const { id } = await paperOf(exchangeId);
    const purged = async () => (await documents.ask(coordinator, PURGE, { id })).errors?.[0]?.extensions;
    expect((await documents.ask(coordinator, TRASH, { id })).errors).toBeUndefined();
    expect(await purged()).toMatchObject({ code: 'LOCKED', keptBy: 'RETENTION' });
    const end = new Date(now.getTime() - 2_000 * DAY);
    await tell(exchangeId, 'COMPLETED', end);
    expect(await purged()).toMatchObject({ code: 'LOCKED', keptBy: 'RETENTION', until: after(end) });
    now = new Date(end.getTime() + 2_556 * DAY);
    expect(await purged()).toBeUndefined();
    now = new Date();
  });

  it('goes on when the exchange is deleted: from its end, or from that', async () => {
    const [ended, open] = [randomUUID(), randomUUID()];
    const papers = [await paperOf(ended), await paperOf(open)] as const;
    const end = new Date(now.getTime() - 100 * DAY);
    await tell(ended, 'TERMINATED', end);
    for (const id of [ended, open]) expect(await tellDeletion(documents, 'Exchange', id)).toBeUndefined();
    await documents.subgraph.runJobs();
    const [first, second] = [await kept(papers[0]), await kept(papers[1])];
    expect(first).toEqual({ retainedUntil: after(end), retainedBeyondExchange: false });
    expect(second.retainedBeyondExchange).toBe(false);
    const [{ detached_at: detachedAt }] = await documents.given((db) =>
      db.query('SELECT detached_at FROM documents WHERE id = $1', [papers[1].id]),
    );
    expect(second.retainedUntil).toBe(after(detachedAt));
    // Reckoned anew, it comes to the same.
    await documents.given((db) => db.query('SELECT reckon_retention($1)', [papers.map(({ id }) => id)]));
    expect([await kept(papers[0]), await kept(papers[1])]).toEqual([first, second]);
  });

  it('keeps nothing of no exchange, and nothing when its policy is over', async () => {
    const paper = await paperOf(randomUUID());
    const house = await documents.exchangeDocument(null, { isTemplate: true, category: 'TAX' as never });
    expect([await kept(paper), await kept(house)]).toEqual([OPEN, FREE]);
    await documents.ask(admin, OFF, { input: { id: policy, isActive: false } });
    await documents.subgraph.runJobs();
    expect(await kept(paper)).toEqual(FREE);
  });
});
