import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const NOW = new Date('2026-05-01T12:00:00Z');
let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm({ clock: () => NOW });
});
afterAll(() => crm.stop());

const ask = async (viewer: Viewer, field: string, id: string, version?: number) => {
  const query = `mutation ($id: ID!, $version: Int) { ${field}(id: $id, version: $version) { id version archivedAt } }`;
  const { data, errors } = await crm.ask(viewer, query, { id, version });
  return errors ? errors[0]?.extensions?.code : data[field];
};
const listed = async (viewer: Viewer, lastName: string, filter: object = {}) => {
  const query = 'query ($filter: ContactFilter) { contacts(filter: $filter) { totalCount edges { node { id } } } }';
  const { data } = await crm.ask(viewer, query, { filter: { lastName: { eq: lastName }, ...filter } });
  expect(data.contacts.totalCount).toBe(data.contacts.edges.length);
  return data.contacts.edges.map(({ node }: { node: { id: string } }) => node.id);
};
const eventsOf = (id: string) =>
  crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
const agent = async () => viewerOf(await crm.user({ role: UserRole.AGENT }));

describe('a contact that nobody may delete', () => {
  it('is archived by staff, out of lists but for those who ask for it, and restored; a second time changes nothing', async () => {
    const lastName = `A${randomUUID()}`;
    const { id } = await crm.contact({ lastName });
    const staff = await agent();
    expect(await ask(staff, 'deleteContact', id)).toBe('FORBIDDEN');
    const archived = { id, version: 2, archivedAt: NOW.toISOString() };
    expect(await ask(staff, 'archiveContact', id, 1)).toEqual(archived);
    expect(await ask(staff, 'archiveContact', id)).toEqual(archived);
    expect(await listed(staff, lastName)).toEqual([]);
    expect(await listed(staff, lastName, { archived: false })).toEqual([]);
    expect(await listed(staff, lastName, { archived: true })).toEqual([id]);
    expect((await crm.ask(staff, 'query ($id: ID!) { contact(id: $id) { id } }', { id })).data.contact).toEqual({ id });
    expect(await ask(staff, 'restoreContact', id, 2)).toEqual({ id, version: 3, archivedAt: null });
    expect(await ask(staff, 'restoreContact', id)).toEqual({ id, version: 3, archivedAt: null });
    expect(await listed(staff, lastName)).toEqual([id]);
    expect(await eventsOf(id)).toMatchObject([
      { type: 'contact.archived', payload: { old: { archived_at: null }, new: { archived_at: NOW.toISOString() } } },
      { type: 'contact.restored', payload: { old: { archived_at: NOW.toISOString() }, new: { archived_at: null } } },
    ]);
  });

  it('is not archived by who does not edit it, nor in a version that nobody saw', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const { id } = await crm.contact({ ownerUserId: ann.id });
    expect(await ask(viewerOf(bob), 'archiveContact', id)).toBe('NOT_FOUND');
    expect(await ask(await agent(), 'archiveContact', id)).toBe('NOT_FOUND');
    expect(await ask(viewerOf(ann), 'archiveContact', 'x')).toBe('NOT_FOUND');
    expect(await ask(viewerOf(ann), 'archiveContact', id, 7)).toBe('CONFLICT');
    expect(await ask(viewerOf(ann), 'restoreContact', id, 7)).toBe('CONFLICT');
    const me = await crm.contact();
    const own = viewerOf(await crm.user({ contactId: me.id }));
    expect(await ask(own, 'archiveContact', me.id)).toBe('FORBIDDEN');
    expect(await eventsOf(id)).toEqual([]);
    const { errors } = await crm.ask(viewerOf(ann), '{ contacts(filter: { archived: null }) { totalCount } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'filter.archived': expect.any(String) } });
  });
});
