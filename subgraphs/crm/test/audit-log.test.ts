import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { testIdentityKey } from '@plat/shared/testing/test-keys';
import type { JWK } from 'jose';
import { EXPORT_AUDIT_HEAD } from '../src/audit-log/audit-log.jobs';
import { headsOf, signHead } from '../src/audit-log/audit-log.statement';
import { verifyChain } from '../src/audit-log/audit-log.verify';
import { User, UserRole } from '../src/user/user.entity';
import { AUDIT_KEYS, anEvent, audited } from './audit-log.factory';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const folder = mkdtempSync(join(tmpdir(), 'plat-heads-'));
const file = join(folder, 'heads.jws');
const [address, userAgent] = ['203.0.113.9', 'Tests/1.0'];
let crm: TestCrm;
let admin: Viewer;
let ann: User;
let owner: Viewer;
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm'), auditHeadsFile: file, clock: () => new Date('2026-03-01T12:00:00Z') });
  admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
  ann = await crm.user();
  owner = viewerOf(ann);
});
afterAll(async () => {
  await crm.stop();
  rmSync(folder, { recursive: true });
});

const ADD = `mutation { createProperty(input: { propertyType: "house", title: "House",
  address: { line1: "1", city: "c", state: "TX", zip: "78701" } }) { id } }`;
const LIST = `query ($filter: AuditLogFilter, $orderBy: AuditLogOrder, $first: Int, $after: String) {
  auditLogs(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } edges { node { id action } } } }`;
const idsOf = async (filter: object, viewer = admin): Promise<string[]> => {
  const { data, errors } = await crm.ask(viewer, LIST, { filter, orderBy: 'CREATED_AT_ASC' });
  expect(errors).toBeUndefined();
  return data.auditLogs.edges.map(({ node }: { node: { id: string } }) => node.id);
};

describe('the audit log', () => {
  it('has what was done, by whom, from where, and the values before and after', async () => {
    const { data } = await crm.ask(owner, ADD, {}, { address, userAgent });
    const { id } = data.createProperty;
    await crm.ask(owner, 'mutation ($id: ID!) { updateProperty(input: { id: $id, title: "Home" }) { id } }', { id });
    await crm.subgraph.runJobs();
    const answer = await crm.ask(
      owner,
      `query ($id: String!) { auditLogs(filter: { entityType: "Property", entityId: $id }, orderBy: CREATED_AT_ASC) { edges { node {
        id eventId sourceSubgraph action entityType entityId details oldValues newValues ipAddress userAgent success errorMessage
        sessionId previousHash hash seq actorUserId aboutExchangeId aboutContributorId user { id } exchange { id } } } } }`,
      { id },
    );
    const [created, updated] = answer.data.auditLogs.edges.map(({ node }: { node: object }) => node);
    expect(created).toMatchObject({
      sourceSubgraph: 'crm',
      action: 'property.created',
      entityType: 'Property',
      entityId: id,
      details: null,
      oldValues: null,
      newValues: { title: 'House', user_id: ann.id },
      ipAddress: address,
      userAgent,
      success: true,
      errorMessage: null,
      sessionId: owner.identity.sessionId,
      actorUserId: ann.id,
      aboutExchangeId: null,
      user: { id: ann.id },
      exchange: null,
    });
    expect(created.id).toBe(created.eventId);
    expect(updated).toMatchObject({ action: 'property.updated', oldValues: { title: 'House' }, newValues: { title: 'Home' } });
    expect([created.hash, updated.previousHash]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), created.hash]);
    expect(updated.seq).toBe(created.seq + 1);
  });

  it('says that a lock of an account is about something that failed, and never holds a secret', async () => {
    const user = await crm.user({ passwordHash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA' });
    const guess = `mutation { signIn(input: { email: "${user.email}", password: "wrong" }) { accessToken } }`;
    for (let n = 0; n < 10; n += 1) await crm.ask(owner, guess);
    await crm.ask(owner, 'mutation { createApiKey(input: { service: "openai", key: "sk-very-secret" }) { id } }');
    await crm.subgraph.runJobs();
    const { data } = await crm.ask(
      admin,
      `query ($id: String!) { auditLogs(filter: { entityId: $id, success: false }) { edges { node { action errorMessage } } } }`,
      { id: user.id },
    );
    expect(data.auditLogs.edges).toEqual([{ node: { action: 'user.locked', errorMessage: 'Too many wrong passwords' } }]);
    const [{ all }] = await crm.given((db) => db.query('SELECT string_agg(l::text, chr(10)) AS all FROM audit_logs l'));
    expect(all).toContain('[redacted]');
    expect(all).not.toMatch(/very-secret|argon2/);
  });

  it('is searched by actor, entity, exchange, action and time', async () => {
    const [exchangeId, subjectId] = [randomUUID(), randomUUID()];
    const at = (hour: number) => new Date(Date.UTC(2020, 0, 1, hour));
    const [first, second, third] = await audited(
      crm,
      anEvent({ actorUserId: ann.id, occurredAt: at(1), payload: { exchangeId } }),
      anEvent({ source: 'exchanges', type: 'exchange.updated', subjectType: 'Exchange', subjectId: exchangeId, occurredAt: at(2) }),
      anEvent({ type: 'document.deleted', subjectId, occurredAt: at(3), payload: { old: { exchange_id: exchangeId } } }),
    );
    expect(await idsOf({ aboutExchangeId: { eq: exchangeId } })).toEqual([first, second, third]);
    expect(await idsOf({ aboutExchangeId: { eq: exchangeId } }, owner)).toEqual([first]);
    expect(await idsOf({ aboutExchangeId: { eq: exchangeId }, action: ['exchange.updated', 'document.deleted'] })).toEqual([second, third]);
    expect(await idsOf({ actorUserId: { eq: ann.id }, createdAt: { lt: at(4) } })).toEqual([first]);
    expect(await idsOf({ createdAt: { gte: at(2), lt: at(3) } })).toEqual([second]);
    expect(await idsOf({ entityType: 'Document', entityId: subjectId })).toEqual([third]);
    const page = await crm.ask(admin, LIST, { filter: { aboutExchangeId: { eq: exchangeId } }, first: 2 });
    expect(page.data.auditLogs).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      edges: [{ node: { id: third } }, { node: { id: second } }],
    });
    const after = page.data.auditLogs.pageInfo.endCursor;
    const rest = await crm.ask(admin, LIST, { filter: { aboutExchangeId: { eq: exchangeId } }, first: 2, after });
    expect(rest.data.auditLogs.edges).toMatchObject([{ node: { id: first } }]);
    const wrong = await crm.ask(admin, LIST, { filter: { actorUserId: { eq: 'me' } } });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'filter.actorUserId.eq': 'must be an id' } });
    const under = await crm.ask(
      owner,
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Exchange { auditLogs { edges { node { id exchange { id } } } } } } }',
      { refs: [{ __typename: 'Exchange', id: exchangeId }] },
    );
    expect(under.data._entities).toEqual([{ auditLogs: { edges: [{ node: { id: first, exchange: { id: exchangeId } } }] } }]);
  });

  it('keeps what a deleted user did, under the id that is hashed, and stays whole', async () => {
    const gone = await crm.user();
    const [before] = await audited(crm, anEvent({ actorUserId: gone.id }));
    await crm.given((db) => db.delete(User, { id: gone.id }));
    const [late] = await audited(crm, anEvent({ actorUserId: gone.id }));
    const { data } = await crm.ask(
      admin,
      'query ($id: ID!) { auditLogs(filter: { actorUserId: { eq: $id } }, orderBy: CREATED_AT_ASC) { edges { node { id user { id } actorUserId } } } }',
      { id: gone.id },
    );
    const node = (id?: string) => ({ node: { id, user: null, actorUserId: gone.id } });
    expect(data.auditLogs.edges).toEqual([node(before), node(late)]);
    expect((await withClient(crm.database.system, (client) => verifyChain(client, AUDIT_KEYS))).fault).toBeUndefined();
  });

  it('does not refer to an exchange that is deleted, and keeps its id', async () => {
    const exchangeId = randomUUID();
    const end = { source: 'exchanges', type: 'exchange.deleted', subjectType: 'Exchange', subjectId: exchangeId } as const;
    const ids = await audited(crm, anEvent(end), anEvent({ payload: { exchangeId } }));
    ids.push(...(await audited(crm, anEvent({ payload: { exchangeId } }))));
    const rows = await crm.given((db) => db.query('SELECT exchange_id, about_exchange_id FROM audit_logs WHERE id = ANY ($1)', [ids]));
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ exchange_id: null, about_exchange_id: exchangeId })));
  });

  it('shows its head to an administrator, signed, and exports it once for each head', async () => {
    await audited(crm, anEvent());
    const { data } = await crm.ask(admin, '{ auditHead { seq hash at statement } }');
    const { rows, head } = await withClient(crm.database.system, (client) => verifyChain(client, AUDIT_KEYS));
    expect(data.auditHead).toMatchObject({ seq: rows, hash: head?.hash, at: '2026-03-01T12:00:00.000Z' });
    for (let n = 0; n < 2; n += 1) {
      await crm.given((db) => enqueueJob(db, EXPORT_AUDIT_HEAD, {}));
      await crm.subgraph.runJobs();
    }
    expect(readFileSync(file, 'utf8')).toBe(`${data.auditHead.statement}\n`);
    await audited(crm, anEvent());
    await crm.given((db) => enqueueJob(db, EXPORT_AUDIT_HEAD, {}));
    await crm.subgraph.runJobs();
    const { d: _private, ...publicKey } = crm.headKey;
    const heads = [];
    for await (const one of headsOf(file, [publicKey])) heads.push(one.seq);
    expect(heads).toEqual([String(rows), String(rows + 1)]);
    const report = await withClient(crm.database.system, (client) => verifyChain(client, AUDIT_KEYS, headsOf(file, [publicKey])));
    expect(report).toMatchObject({ rows: rows + 1, fault: undefined });
  });

  it('takes no head that crm did not sign, and names the line', async () => {
    const { d: _private, ...publicKey } = crm.headKey;
    const stranger = testIdentityKey('gateway');
    const statement = await signHead({ seq: '1', hash: 'a'.repeat(64) }, stranger.key, new Date());
    const read = async (line: string, ...keys: JWK[]) => {
      const other = join(folder, randomUUID());
      writeFileSync(other, `${line}\n`);
      for await (const head of headsOf(other, keys)) return head;
      return undefined;
    };
    const own = await signHead({ seq: '1', hash: 'a'.repeat(64) }, crm.headKey, new Date());
    expect(await read(own, publicKey)).toMatchObject({ seq: '1' });
    await expect(read(statement, publicKey, stranger.publicKey)).rejects.toThrow(/^Line 1 of .* is not signed by crm/);
    await expect(
      read(
        own.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
        publicKey,
      ),
    ).rejects.toThrow(/^Line 1/);
    await expect(read(own)).rejects.toThrow(/^Line 1/);
    await expect(headsOf(join(folder, 'none'), []).next()).rejects.toThrow(/cannot be read/);
  });

  it('asks the database as often for a page of a hundred as for a page of one', async () => {
    await audited(crm, ...Array.from({ length: 100 }, () => anEvent({ actorUserId: ann.id })));
    const count = (first: number) =>
      crm.statementsOf(() => crm.ask(admin, `{ auditLogs(first: ${first}) { edges { node { id user { id } exchange { id } } } } }`));
    const [one, hundred] = [await count(1), await count(100)];
    expect(hundred.length).toBe(2);
    expect(one.length).toBeLessThanOrEqual(hundred.length);
  });
});
