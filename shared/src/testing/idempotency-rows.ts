import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '../access/viewer';
import type { RowCase } from './row-wall';
import type { TestSubgraph } from './test-subgraph';
import { aViewer } from './viewers';

/** What the database of every service answers about idempotency keys: each user has a space of its own, and nobody has one. */
export async function idempotencyRows({ given }: Pick<TestSubgraph, 'given'>): Promise<RowCase[]> {
  const [owner, stranger, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
  const key = randomUUID();
  const add = `INSERT INTO idempotency_keys (user_id, key, field, input_hash) VALUES ($1, $2, 'field', 'hash')`;
  await given((db) => db.query(add, [owner.userId, key]));
  await given((db) => db.query(add, [randomUUID(), key]));
  const own = `WHERE user_id = '${owner.userId}' AND key = '${key}'`;
  const tries = (does: string, as: Viewer, sql: string, expect: RowCase['expect'], ...values: unknown[]): RowCase => ({
    name: `${does} an idempotency key`,
    as,
    sql,
    values,
    expect,
  });
  const read = `SELECT outcome FROM idempotency_keys ${own}`;
  // Without WHERE nothing is read, so that only the policy for UPDATE decides.
  const edit = `UPDATE idempotency_keys SET outcome = 'mine'`;
  return [
    tries('owner reads', owner, read, 1),
    tries('stranger reads', stranger, read, 0),
    tries('admin reads', admin, read, 0),
    tries('nobody reads', NOBODY, read, 0),
    tries('owner adds', owner, add, 1, owner.userId, randomUUID()),
    tries('stranger adds another’s', stranger, add, 'refused', owner.userId, randomUUID()),
    tries('nobody adds', NOBODY, add, 'refused', owner.userId, randomUUID()),
    tries('owner writes the outcome of', owner, edit, 1),
    tries('stranger writes the outcome of', stranger, edit, 0),
    tries('owner gives away', owner, `UPDATE idempotency_keys SET user_id = $1 ${own}`, 'refused', stranger.userId),
    tries('owner forgets', owner, `DELETE FROM idempotency_keys ${own}`, 'refused'),
    { ...tries('the system reads', NOBODY, read, 1), role: 'system' },
    { ...tries('the system removes', NOBODY, `DELETE FROM idempotency_keys ${own}`, 1), role: 'system' },
  ];
}
