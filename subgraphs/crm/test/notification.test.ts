import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { Consumer } from '@plat/shared/events/consumer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import pino from 'pino';
import { notify } from '../src/notification/notification.consumer';
import { MOST_COUNTED } from '../src/notification/notification.loader';
import { hashPassword } from '../src/session/password';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const NOW = new Date('2026-05-01T12:00:00Z');
const DAY = 86_400_000;
const PASSWORD = 'a password of the test';
let crm: TestCrm;
beforeAll(async () => {
  // A database of its own: jobs run all that is due.
  crm = await startTestCrm({ clock: () => NOW, database: await freshDatabase('crm') });
});
afterAll(() => crm.stop());

const codeOf = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;
const FIELDS = 'id kind subjectType subjectId message linkUrl createdAt readAt';
/** A page of somebody's inbox. */
const inbox = async (as: Viewer, args = 'first: 10') => {
  const { data, errors } = await crm.ask(
    as,
    `{ me { unreadNotificationCount notifications(${args}) { edges { cursor node { ${FIELDS} } } totalCount } } }`,
  );
  expect(errors).toBeUndefined();
  const { unreadNotificationCount: unread, notifications } = data.me;
  return { unread, total: notifications.totalCount, rows: notifications.edges.map(({ node }: { node: object }) => node), ...notifications };
};
const eventsOf = (subjectId: string, type: string) =>
  crm.given(
    (db): Promise<{ payload: Record<string, unknown> }[]> =>
      db.query('SELECT payload FROM outbox_events WHERE subject_id = $1 AND type = $2', [subjectId, type]),
  );
const ADD =
  'mutation ($workspaceId: ID!, $userId: ID!) { addWorkspaceMember(input: { workspaceId: $workspaceId, userId: $userId, role: EDITOR }) { id } }';
/** Somebody takes others into a workspace, and all that follows happens. */
const joins = async (owner: User, ...others: User[]) => {
  const workspace = await crm.workspace(owner);
  for (const { id } of others)
    expect((await crm.ask(viewerOf(owner), ADD, { workspaceId: workspace.id, userId: id })).errors).toBeUndefined();
  await crm.subgraph.runJobs();
  return workspace;
};
const mute = (user: User, value: object) =>
  crm.ask(
    viewerOf(user),
    'mutation ($value: JSON!) { setPreference(input: { preferenceKey: "notifications", preferenceValue: $value }) { preferenceKey } }',
    {
      value,
    },
  );

describe('an inbox', () => {
  it('tells who was made a member, once, with where to read on, and not who did it', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const workspace = await joins(ann, bob);
    const { rows, unread, total } = await inbox(viewerOf(bob));
    expect({ unread, total }).toEqual({ unread: 1, total: 1 });
    expect(rows).toEqual([
      {
        id: expect.any(String),
        kind: 'WORKSPACE_MEMBERSHIP',
        subjectType: 'WorkspaceMember',
        subjectId: expect.any(String),
        message: 'You are in a workspace now, as editor.',
        linkUrl: `/workspaces/${workspace.id}`,
        createdAt: expect.any(String),
        readAt: null,
      },
    ]);
    expect(await inbox(viewerOf(ann))).toMatchObject({ unread: 0, total: 0 });
  });

  it('tells nothing twice when an event comes again, even to a consumer that has forgotten it', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    await joins(ann, bob);
    const [event] = await crm.given((db) =>
      db.query(
        `SELECT id, type, subject_type AS "subjectType", subject_id AS "subjectId", actor_user_id AS "actorUserId", payload
          FROM outbox_events WHERE type = 'workspace_member.added' AND actor_user_id = $1`,
        [ann.id],
      ),
    );
    const consumer = new Consumer({ '*': [notify] }, (work) => crm.given(work), pino({ level: 'silent' }));
    for (const forgets of [false, true]) {
      if (forgets) await crm.given((db) => db.query('DELETE FROM inbox_events WHERE event_id = $1', [event.id]));
      const outcomes = await consumer.accept([{ ...event, source: 'crm', seq: '1', occurredAt: NOW }]);
      expect(outcomes).toEqual([{ id: event.id }]);
      expect((await inbox(viewerOf(bob))).total).toBe(1);
    }
  });

  it('tells nobody who is inactive, or has muted the kind', async () => {
    const [ann, out, quiet, picky] = [await crm.user(), await crm.user({ isActive: false }), await crm.user(), await crm.user()];
    expect((await mute(quiet, { muted: ['LEAD_MOVED', 'WORKSPACE_MEMBERSHIP'] })).errors).toBeUndefined();
    await mute(picky, { muted: ['LEAD_MOVED'] });
    await joins(ann, out, quiet, picky);
    expect((await inbox(viewerOf(quiet))).total).toBe(0);
    expect((await inbox(viewerOf(picky))).total).toBe(1);
    expect(await crm.given((db) => db.query('SELECT FROM notifications WHERE user_id = $1', [out.id]))).toEqual([]);
  });

  it('tells all members of a workspace whatever they have chosen that is no list', async () => {
    const [ann, bob, odd] = [await crm.user(), await crm.user(), await crm.user()];
    const workspace = await joins(ann, bob, odd);
    await mute(odd, { muted: { LEAD_MOVED: true } });
    const lead = await crm.lead(ann);
    const move = 'mutation ($id: ID!, $to: ID!) { moveLead(input: { id: $id, workspaceId: $to }) { id } }';
    expect((await crm.ask(viewerOf(ann), move, { id: lead.id, to: workspace.id })).errors).toBeUndefined();
    await crm.subgraph.runJobs();
    for (const member of [bob, odd])
      expect((await inbox(viewerOf(member))).rows[0]).toMatchObject({ kind: 'LEAD_MOVED', linkUrl: `/leads/${lead.id}` });
    expect((await inbox(viewerOf(ann))).total).toBe(0);
  });

  it('tells members that their workspace is gone, and a new owner of a transfer once', async () => {
    const [ann, bob, eve] = [await crm.user(), await crm.user(), await crm.user()];
    const workspace = await joins(ann, bob, eve);
    const transfer = 'mutation ($id: ID!, $userId: ID!) { transferWorkspace(input: { id: $id, userId: $userId }) { id } }';
    expect((await crm.ask(viewerOf(ann), transfer, { id: workspace.id, userId: bob.id })).errors).toBeUndefined();
    await crm.subgraph.runJobs();
    expect((await inbox(viewerOf(bob))).rows.map(({ kind }: { kind: string }) => kind)).toEqual([
      'WORKSPACE_TRANSFERRED',
      'WORKSPACE_MEMBERSHIP',
    ]);
    await crm.ask(viewerOf(bob), 'mutation ($id: ID!) { deleteWorkspace(id: $id) { id } }', { id: workspace.id });
    await crm.subgraph.runJobs();
    for (const member of [ann, eve]) expect((await inbox(viewerOf(member))).rows[0]).toMatchObject({ kind: 'WORKSPACE_DELETED' });
  });

  it('tells of another role by an administrator', async () => {
    const [ann, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    await crm.ask(viewerOf(boss), 'mutation ($id: ID!) { setUserRole(input: { id: $id, role: SUPPORT }) { id } }', { id: ann.id });
    await crm.subgraph.runJobs();
    expect((await inbox(viewerOf(ann))).rows).toMatchObject([{ kind: 'ACCESS_CHANGED', message: 'Your role is support now.' }]);
  });

  it('tells who reads documents of their end once, and an uploader while they take part', async () => {
    const [ann, bob, eve] = [await crm.user(), await crm.user(), await crm.user()];
    const [contact, other] = [await crm.contact(), await crm.contact()];
    for (const [user, { id }] of [[bob, contact] as const, [eve, other] as const])
      await crm.given((db) => db.query('UPDATE users SET contact_id = $2 WHERE id = $1', [user.id, id]));
    const consumer = new Consumer({ '*': [notify] }, (work) => crm.given(work), pino({ level: 'silent' }));
    const tell = (type: string, payload: object) => {
      const event = { id: randomUUID(), source: 'documents' as const, seq: '1', subjectType: 'Document', subjectId: randomUUID() };
      return consumer.accept([{ ...event, type, actorUserId: ann.id, occurredAt: NOW, payload: { ...payload } }]);
    };
    const cause = randomUUID();
    for (const _ of [1, 2]) await tell('document.trashed', { cause, readers: { contacts: [contact.id] } });
    expect((await inbox(viewerOf(bob))).rows).toMatchObject([{ kind: 'DOCUMENT_TRASHED', linkUrl: null }]);
    await tell('document.trashed', { cause: randomUUID(), readers: { contacts: [contact.id] } });
    expect((await inbox(viewerOf(bob))).total).toBe(2);

    await tell('document.updated', { readers: { uploader: { userId: eve.id, contacts: [contact.id] } } });
    expect((await inbox(viewerOf(eve))).total).toBe(0);
    await tell('document.updated', { readers: { uploader: { userId: eve.id, contacts: [contact.id, other.id] } } });
    expect((await inbox(viewerOf(eve))).rows).toMatchObject([{ kind: 'DOCUMENT_CHANGED' }]);
    expect((await inbox(viewerOf(bob))).total).toBe(2);
    await mute(eve, { muted: ['DOCUMENT_CHANGED'] });
    await tell('document.updated', { readers: { users: [eve.id], newReaders: { users: [eve.id] } } });
    expect((await inbox(viewerOf(eve))).total).toBe(1);
  });

  it('tells of a new device even who signed in by it, and has muted that', async () => {
    const ann = await crm.user({ passwordHash: await hashPassword(PASSWORD) });
    await mute(ann, { muted: ['NEW_DEVICE'] });
    const input = { email: ann.email, password: PASSWORD };
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { user { id } } }';
    expect((await crm.ask(NOBODY, signIn, { input })).errors).toBeUndefined();
    await crm.subgraph.runJobs();
    expect((await inbox(viewerOf(ann))).rows).toMatchObject([{ kind: 'NEW_DEVICE', linkUrl: '/settings/security' }]);
  });

  it('pages newest first, and filters by kind and by what is unread', async () => {
    const ann = await crm.user();
    const at = (n: number) => new Date(NOW.getTime() + n * 1_000);
    for (const n of [0, 1, 2, 3]) await crm.notification(ann, { createdAt: at(n), message: `${n}`, readAt: n % 2 ? at(9) : null });
    const messages = async (args: string) =>
      (await inbox(viewerOf(ann), args)).rows.map(({ message }: { message: string }) => message).join('');
    expect(await messages('first: 10')).toBe('3210');
    expect(await messages('orderBy: CREATED_AT_ASC')).toBe('0123');
    expect(await messages('filter: { unread: true }')).toBe('20');
    expect(await messages('filter: { unread: false, kind: [PLAN_CHANGED] }')).toBe('31');
    expect(await messages('filter: { kind: [LEAD_MOVED] }')).toBe('');
    const { edges } = await inbox(viewerOf(ann), 'first: 2');
    expect(await messages(`first: 2, after: "${edges[1].cursor}"`)).toBe('10');
    const answer = await crm.ask(viewerOf(ann), '{ me { notifications(filter: { unread: null }) { totalCount } } }');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'filter.unread': expect.any(String) } });
  });

  it('counts what is unread up to a bound', async () => {
    const ann = await crm.user();
    const fill = (n: number) =>
      crm.given((db) =>
        db.query(
          `INSERT INTO notifications (user_id, kind, message, dedupe_key) SELECT $1, 'PLAN_CHANGED', 'm', gen_random_uuid() FROM generate_series(1, $2)`,
          [ann.id, n],
        ),
      );
    await fill(MOST_COUNTED - 1);
    expect((await inbox(viewerOf(ann))).unread).toBe(MOST_COUNTED - 1);
    await fill(2);
    expect((await inbox(viewerOf(ann))).unread).toBe(MOST_COUNTED);
  });
});

describe('reading', () => {
  const MARK = 'mutation ($id: ID!) { markNotificationRead(id: $id) { id readAt } }';
  const MARK_ALL = 'mutation ($upTo: ID!) { markAllNotificationsRead(upTo: $upTo) }';

  it('is marked and recorded once, and moves nothing back', async () => {
    const ann = await crm.user();
    const { id } = await crm.notification(ann);
    const first = await crm.ask(viewerOf(ann), MARK, { id });
    expect(first.data.markNotificationRead).toEqual({ id, readAt: NOW.toISOString() });
    const earlier = new Date(NOW.getTime() - DAY);
    await crm.given((db) => db.query('UPDATE notifications SET read_at = $2 WHERE id = $1', [id, earlier]));
    expect((await crm.ask(viewerOf(ann), MARK, { id })).data.markNotificationRead.readAt).toBe(earlier.toISOString());
    expect(await eventsOf(id, 'notification.read')).toMatchObject([
      { payload: { old: { read_at: null }, new: { read_at: NOW.toISOString() } } },
    ]);
    for (const none of [randomUUID(), 'no id']) expect(codeOf(await crm.ask(viewerOf(ann), MARK, { id: none }))).toBe('NOT_FOUND');
  });

  it('of two at once is recorded once', async () => {
    const ann = await crm.user();
    const { id } = await crm.notification(ann);
    const answers = await Promise.all([1, 2].map(() => crm.ask(viewerOf(ann), MARK, { id })));
    expect(answers.map(({ data }) => data.markNotificationRead.readAt)).toEqual([NOW.toISOString(), NOW.toISOString()]);
    expect(await eventsOf(id, 'notification.read')).toHaveLength(1);
  });

  it('marks all up to what was seen, to the microsecond, and nothing of others', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const told = async (user: User, at: string) => {
      const { id } = await crm.notification(user);
      await crm.given((db) => db.query('UPDATE notifications SET created_at = $2 WHERE id = $1', [id, at]));
      return id;
    };
    const [, seen] = [
      await told(ann, '2026-05-01T12:00:00.000001Z'),
      await told(ann, '2026-05-01T12:00:00.000002Z'),
      await told(ann, '2026-05-01T12:00:00.000003Z'),
      await told(bob, '2026-05-01T12:00:00.000001Z'),
    ];
    expect((await crm.ask(viewerOf(ann), MARK_ALL, { upTo: seen })).data.markAllNotificationsRead).toBe(2);
    expect((await inbox(viewerOf(ann))).unread).toBe(1);
    expect((await inbox(viewerOf(bob))).unread).toBe(1);
    expect((await crm.ask(viewerOf(ann), MARK_ALL, { upTo: seen })).data.markAllNotificationsRead).toBe(0);
    expect(await eventsOf(ann.id, 'user.notifications_read')).toMatchObject([{ payload: { upTo: seen, count: 2 } }]);
  });

  it('ends in removal after 90 days, and what is unread stays', async () => {
    const ann = await crm.user();
    const [ago89, ago91] = [89, 91].map((days) => new Date(NOW.getTime() - days * DAY));
    const [kept, unread] = [await crm.notification(ann, { readAt: ago89 }), await crm.notification(ann, { createdAt: new Date(0) })];
    await crm.notification(ann, { readAt: ago91 });
    await crm.given((db) => db.query(`SELECT graphile_worker.enqueue_job('notifications.tidy', '{}', NULL, NULL)`));
    await crm.subgraph.runJobs();
    const left = await crm.given((db) => db.query('SELECT id FROM notifications WHERE user_id = $1', [ann.id]));
    expect(left.map(({ id }: { id: string }) => id).sort()).toEqual([kept.id, unread.id].sort());
  });
});
