import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { areBeingDeleted } from '@plat/shared/references/deletion-marks';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());
afterEach(() => {
  crm.outside.isAlone = false;
  crm.outside.whenAsked = async () => undefined;
});

const codeOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions?.code;
const rows = (sql: string, ...values: unknown[]) => crm.given((db) => db.query(sql, values));
const eventsOf = (id: string) => rows('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', id);
const typesOf = async (id: string) => (await eventsOf(id)).map(({ type }: { type: string }) => type);
const isThere = async (table: string, id: string) => (await rows(`SELECT id FROM ${table} WHERE id = $1`, id)).length === 1;
const marks = (id: string) => rows('SELECT id FROM deletions WHERE id = $1', id);
const deleting = (noun: string) => `mutation ($id: ID!, $version: Int) { delete${noun}(id: $id, version: $version) { id version } }`;
const remove = (noun: string, as: Parameters<TestCrm['ask']>[0], id: string, version?: number) =>
  crm.ask(as, deleting(noun), { id, version });
const anAdmin = async () => viewerOf(await crm.user({ role: UserRole.ADMIN }));

describe('deleting a user', () => {
  it('takes what is theirs alone, tells the end of each, and keeps the person and what was recorded', async () => {
    const [contact, boss] = [await crm.contact(), await anAdmin()];
    const ann = await crm.user({ contactId: contact.id });
    const [lead, house, key] = [await crm.lead(ann), await crm.property(ann), await crm.apiKey(ann)];
    const workspace = await crm.workspace(ann);
    await crm.ask(viewerOf(ann), 'mutation ($id: ID!) { updateProperty(input: { id: $id, title: "Barn" }) { id } }', { id: house.id });
    await rows(
      `INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, $2, now() + interval '1 day')`,
      ann.id,
      randomUUID(),
    );
    const { data, errors } = await remove('User', boss, ann.id, ann.version);
    expect(errors).toBeUndefined();
    expect(data.deleteUser).toEqual({ id: ann.id, version: ann.version });
    for (const [table, id] of [
      ['users', ann.id],
      ['leads', lead.id],
      ['properties', house.id],
      ['api_keys', key.id],
    ] as const)
      expect([table, await isThere(table, id)]).toEqual([table, false]);
    expect(await rows('SELECT FROM user_sessions WHERE user_id = $1', ann.id)).toEqual([]);
    expect(await isThere('contacts', contact.id)).toBe(true);
    expect(await typesOf(lead.id)).toEqual(['lead.deleted']);
    const told = await eventsOf(house.id);
    expect(told.map(({ type }: { type: string }) => type)).toEqual(['property.updated', 'property.deleted']);
    expect(told[0].actor_user_id).toBe(ann.id);
    expect(told[1]).toMatchObject({ actor_user_id: boss.userId, payload: { old: { title: 'Barn', user_id: ann.id }, new: {} } });
    const [keyGone] = await eventsOf(key.id);
    expect(keyGone).toMatchObject({ type: 'api_key.deleted', payload: { old: { service: 'openai' } } });
    expect(JSON.stringify(keyGone)).not.toContain(key.keyCiphertext);
    expect(await eventsOf(ann.id)).toMatchObject([
      { type: 'user.deleted', payload: { old: { email: ann.email, password_hash: '[redacted]' } } },
    ]);
    expect(await eventsOf(workspace.id)).toMatchObject([{ type: 'workspace.detached', payload: { old: { owner_user_id: ann.id } } }]);
    expect(await rows('SELECT kind FROM revocations WHERE subject_id = $1', ann.id)).toEqual([{ kind: 'USER' }]);
  });

  it('leaves a workspace with members an owner', async () => {
    const [ann, bob, cid, boss] = [await crm.user(), await crm.user(), await crm.user(), await anAdmin()];
    const [hers, both] = [await crm.workspace(ann), await crm.workspace(ann)];
    await crm.member(hers, bob, WorkspaceRole.VIEWER);
    await crm.member(hers, cid, WorkspaceRole.EDITOR);
    await crm.member(both, bob, WorkspaceRole.OWNER);
    await crm.member(both, cid, WorkspaceRole.EDITOR);
    expect((await remove('User', boss, ann.id)).errors).toBeUndefined();
    const members = (id: string) => rows('SELECT user_id, role FROM workspace_members WHERE workspace_id = $1 ORDER BY role', id);
    expect(await members(hers.id)).toEqual([
      { user_id: bob.id, role: 'VIEWER' },
      { user_id: cid.id, role: 'OWNER' },
    ]);
    expect(await members(both.id)).toEqual([
      { user_id: cid.id, role: 'EDITOR' },
      { user_id: bob.id, role: 'OWNER' },
    ]);
    expect([await typesOf(hers.id), await typesOf(both.id)]).toEqual([['workspace.transferred'], ['workspace.detached']]);
    expect(await rows('SELECT owner_user_id FROM workspaces WHERE id = $1', hers.id)).toEqual([{ owner_user_id: cid.id }]);
  });

  it('is for administrators, never about themselves, and of the version that was seen', async () => {
    const [ann, boss] = [await crm.user(), await anAdmin()];
    expect(codeOf(await remove('User', viewerOf(ann), ann.id))).toBe('FORBIDDEN');
    expect(codeOf(await remove('User', viewerOf(await crm.user()), ann.id))).toBe('FORBIDDEN');
    expect(codeOf(await remove('User', boss, boss.userId))).toBe('FORBIDDEN');
    expect(codeOf(await remove('User', boss, ann.id, 7))).toBe('CONFLICT');
    expect(codeOf(await remove('User', boss, randomUUID()))).toBe('NOT_FOUND');
    expect(await typesOf(ann.id)).toEqual([]);
  });

  it('leaves one administrator when two delete each other', async () => {
    const [ann, bob] = [await anAdmin(), await anAdmin()];
    const answers = await Promise.all([remove('User', ann, bob.userId), remove('User', bob, ann.userId)]);
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
  });

  it('deletes private contacts, and gives the registry those to which something refers', async () => {
    const [ann, boss] = [await crm.user(), await anAdmin()];
    const own = () => crm.contact({ ownerUserId: ann.id });
    const [plain, buyer, participant] = [await own(), await own(), await own()];
    await crm.client({ contactId: buyer.id });
    crm.outside.keeps.add(participant.id);
    expect((await remove('User', boss, ann.id)).errors).toBeUndefined();
    expect(await isThere('contacts', plain.id)).toBe(false);
    expect(await typesOf(plain.id)).toEqual(['contact.deleted']);
    for (const { id } of [buyer, participant]) {
      expect(await rows('SELECT owner_user_id, version FROM contacts WHERE id = $1', id)).toEqual([{ owner_user_id: null, version: 2 }]);
      expect(await typesOf(id)).toEqual(['contact.detached']);
    }
  });

  it('is refused while a contact would come twice into the registry, and leaves no mark', async () => {
    const [ann, boss, shared] = [await crm.user(), await anAdmin(), await crm.contact()];
    const twin = await crm.contact({ ownerUserId: ann.id, email: shared.email?.toUpperCase() });
    crm.outside.keeps.add(twin.id);
    const { errors } = await remove('User', boss, ann.id);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'REFERENCED', references: [{ type: 'Contact', count: 1 }] });
    expect([await isThere('users', ann.id), await marks(twin.id)]).toEqual([true, []]);
  });
});

describe('deleting a contact', () => {
  it('is for its owner and administrators, and takes nobody with it', async () => {
    const ann = await crm.user();
    const [own, shared, agent] = [await crm.contact({ ownerUserId: ann.id }), await crm.contact(), aViewer('AGENT')];
    expect(codeOf(await remove('Contact', agent, own.id))).toBe('NOT_FOUND');
    expect(codeOf(await remove('Contact', agent, shared.id))).toBe('FORBIDDEN');
    expect((await remove('Contact', viewerOf(ann), own.id)).data.deleteContact).toEqual({ id: own.id, version: 1 });
    expect((await remove('Contact', aViewer('ADMIN'), shared.id)).errors).toBeUndefined();
    expect(await eventsOf(own.id)).toMatchObject([
      { type: 'contact.deleted', actor_user_id: ann.id, payload: { old: { email: own.email } } },
    ]);
    expect(await marks(own.id)).toEqual([]);
  });

  it('is refused with a list for a user, a client and a participant', async () => {
    const admin = aViewer('ADMIN');
    const [login, buyer, participant] = [await crm.contact(), await crm.contact(), await crm.contact()];
    await crm.user({ contactId: login.id });
    await crm.client({ contactId: buyer.id });
    crm.outside.keeps.add(participant.id);
    for (const [{ id }, type] of [
      [login, 'User'],
      [buyer, 'Client'],
      [participant, 'ExchangeParticipant'],
    ] as const) {
      const { data, errors } = await remove('Contact', admin, id);
      expect(data.deleteContact).toBeNull();
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'REFERENCED', references: [{ type, count: 1 }] });
      expect([await isThere('contacts', id), await marks(id), await typesOf(id)]).toEqual([true, [], []]);
    }
  });

  it('waits for nobody who does not answer: nothing is deleted, and nothing stays marked', async () => {
    const contact = await crm.contact();
    crm.outside.isAlone = true;
    expect(codeOf(await remove('Contact', aViewer('ADMIN'), contact.id))).toBe('UNAVAILABLE');
    expect([await isThere('contacts', contact.id), await marks(contact.id)]).toEqual([true, []]);
  });

  it('marks it for as long as others are asked, and lets nobody else delete it meanwhile', async () => {
    const [contact, admin] = [await crm.contact(), aViewer('ADMIN')];
    let [during, second]: [ReadonlySet<string>, unknown] = [new Set(), undefined];
    crm.outside.whenAsked = async () => {
      crm.outside.whenAsked = async () => undefined;
      during = await crm.given((db) => areBeingDeleted(db, 'Contact', [contact.id, randomUUID()]));
      second = codeOf(await remove('Contact', admin, contact.id));
    };
    expect((await remove('Contact', admin, contact.id)).errors).toBeUndefined();
    expect([[...during], second]).toEqual([[contact.id], 'CONFLICT']);
    expect(await crm.given((db) => areBeingDeleted(db, 'Contact', [contact.id]))).toEqual(new Set());
  });

  it('sees what was added while others were asked', async () => {
    const contact = await crm.contact();
    crm.outside.whenAsked = async () => void (await crm.user({ contactId: contact.id }));
    expect(codeOf(await remove('Contact', aViewer('ADMIN'), contact.id))).toBe('REFERENCED');
    expect([await isThere('contacts', contact.id), await marks(contact.id)]).toEqual([true, []]);
  });

  it('goes on where a killed process has left its mark', async () => {
    const [next, job, ahead] = [await crm.contact(), await crm.contact(), await crm.contact()];
    const left = (id: string, age: string) =>
      rows(`INSERT INTO deletions (type, id, token, marked_at) VALUES ('Contact', $1, gen_random_uuid(), now() - $2::interval)`, id, age);
    await left(next.id, '2 minutes');
    expect((await remove('Contact', aViewer('ADMIN'), next.id)).errors).toBeUndefined();
    await left(job.id, '2 minutes');
    await left(ahead.id, '-1 hour'); // by a clock that was set back since
    const alive = randomUUID();
    await left(alive, '1 second');
    await crm.given((db) => db.query(`SELECT graphile_worker.add_job('deletions.take_back')`));
    await crm.subgraph.runJobs();
    expect([await marks(job.id), await marks(ahead.id), await marks(alive)]).toEqual([[], [], [{ id: alive }]]);
    await rows('DELETE FROM deletions WHERE id = $1', alive);
  });

  it('deletes nothing when its mark was taken back before it came to that', async () => {
    const contact = await crm.contact();
    crm.outside.whenAsked = async () => void (await rows('DELETE FROM deletions WHERE id = $1', contact.id));
    expect(codeOf(await remove('Contact', aViewer('ADMIN'), contact.id))).toBe('CONFLICT');
    expect(await isThere('contacts', contact.id)).toBe(true);
  });
});

describe('deleting clients, roles and properties', () => {
  it('ends the rights of whoever signs in as the client', async () => {
    const client = await crm.client();
    const ann = await crm.user({ clientId: client.id });
    expect(codeOf(await remove('Client', aViewer('EMPLOYEE'), client.id))).toBe('FORBIDDEN');
    crm.outside.keeps.add(client.id);
    expect(codeOf(await remove('Client', aViewer('ADMIN'), client.id))).toBe('REFERENCED');
    crm.outside.keeps.delete(client.id);
    expect((await remove('Client', aViewer('ADMIN'), client.id, 1)).errors).toBeUndefined();
    expect(await rows('SELECT client_id, version FROM users WHERE id = $1', ann.id)).toEqual([{ client_id: null, version: 2 }]);
    expect(await eventsOf(ann.id)).toMatchObject([
      { type: 'user.detached', payload: { old: { client_id: client.id }, new: { client_id: null } } },
    ]);
    expect(await rows('SELECT kind FROM revocations WHERE subject_id = $1', ann.id)).toEqual([{ kind: 'USER' }]);
    expect(await typesOf(client.id)).toEqual(['client.deleted']);
  });

  it('takes a role from all who have it, and keeps the primary ones', async () => {
    const [ann, boss, role] = [await crm.user(), await anAdmin(), await crm.role()];
    await rows('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', ann.id, role.id);
    const [primary] = await rows(`SELECT id FROM roles WHERE name = 'AGENT'`);
    expect(codeOf(await remove('Role', viewerOf(ann), role.id))).toBe('FORBIDDEN');
    expect(codeOf(await remove('Role', boss, primary.id))).toBe('CONFLICT');
    crm.outside.keeps.add(role.id);
    expect(codeOf(await remove('Role', boss, role.id))).toBe('REFERENCED');
    crm.outside.keeps.delete(role.id);
    expect((await remove('Role', boss, role.id)).errors).toBeUndefined();
    expect(await rows('SELECT FROM user_roles WHERE user_id = $1', ann.id)).toEqual([]);
    expect(await rows('SELECT kind FROM revocations WHERE subject_id = $1', ann.id)).toEqual([{ kind: 'USER' }]);
    expect(await typesOf(role.id)).toEqual(['role.deleted']);
  });

  it('lets an owner delete a property without asking anybody, and nobody else', async () => {
    const [ann, boss] = [await crm.user(), await anAdmin()];
    const house = await crm.property(ann);
    expect(codeOf(await remove('Property', viewerOf(await crm.user()), house.id))).toBe('NOT_FOUND');
    expect(codeOf(await remove('Property', boss, house.id))).toBe('FORBIDDEN');
    expect(codeOf(await remove('Property', viewerOf(ann), 'no uuid'))).toBe('NOT_FOUND');
    crm.outside.isAlone = true;
    expect((await remove('Property', viewerOf(ann), house.id)).data.deleteProperty.id).toBe(house.id);
    expect(codeOf(await remove('Property', viewerOf(ann), house.id))).toBe('NOT_FOUND');
    expect(await typesOf(house.id)).toEqual(['property.deleted']);
  });

  it('tells the end of each of many rows', async () => {
    const boss = await anAdmin();
    const counts: number[] = [];
    for (const many of [1, 40]) {
      const ann = await crm.user();
      await crm.member(await crm.workspace(await crm.user()), ann, WorkspaceRole.EDITOR);
      for (let n = 0; n < many; n++) await crm.lead(ann);
      expect((await remove('User', boss, ann.id)).errors).toBeUndefined();
      counts.push((await rows(`SELECT FROM outbox_events WHERE type = 'lead.deleted' AND payload->'old'->>'user_id' = $1`, ann.id)).length);
    }
    expect(counts).toEqual([1, 40]);
  });
});
