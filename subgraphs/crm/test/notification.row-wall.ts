import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about notifications. */
export async function notificationRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const { id } = await crm.notification(ann);
  const { id: read } = await crm.notification(ann, { readAt: new Date() });

  const tries = (name: string, as: Viewer, sql: string, values: string[], expect: RowCase['expect']): RowCase => ({
    name,
    as,
    sql,
    values,
    expect,
  });
  const reads = (name: string, as: Viewer, expect: number) =>
    tries(`${name} reads a notification`, as, 'SELECT message FROM notifications WHERE id = $1', [id], expect);
  const system = (does: string, sql: string): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values: [id],
    expect: 1,
  });
  // Without WHERE nothing is read, so that only the policy of the command decides.
  const MARK_ALL = 'UPDATE notifications SET read_at = now()';
  const ADD = `INSERT INTO notifications (user_id, kind, message, dedupe_key) VALUES ($1, 'PLAN_CHANGED', 'm', 'k')`;

  return [
    reads('its user', owner, 1),
    reads('stranger', stranger, 0),
    reads('admin', admin, 0),
    reads('support', aViewer('SUPPORT'), 0),
    reads('nobody', NOBODY, 0),
    tries('its user marks all that are unread', owner, MARK_ALL, [], 1),
    tries('stranger marks notifications of others', stranger, MARK_ALL, [], 0),
    tries('admin marks notifications of others', admin, MARK_ALL, [], 0),
    tries('its user leaves one unread', owner, 'UPDATE notifications SET read_at = NULL', [], 'refused'),
    tries('its user marks what was read as unread', owner, 'UPDATE notifications SET read_at = NULL WHERE id = $1', [read], 0),
    tries('its user reads the key of a notification', owner, 'SELECT dedupe_key FROM notifications WHERE id = $1', [id], 'refused'),
    tries('its user rewrites a notification', owner, `UPDATE notifications SET message = 'm' WHERE id = $1`, [id], 'refused'),
    tries('its user gives a notification away', owner, 'UPDATE notifications SET user_id = $1', [bob.id], 'refused'),
    tries('its user adds a notification', owner, ADD, [ann.id], 'refused'),
    tries('admin adds a notification', admin, ADD, [ann.id], 'refused'),
    tries('its user deletes a notification', owner, 'DELETE FROM notifications WHERE id = $1', [id], 'refused'),
    system('reads a notification', 'SELECT dedupe_key FROM notifications WHERE id = $1'),
    system('removes a notification', 'DELETE FROM notifications WHERE id = $1'),
  ];
}
