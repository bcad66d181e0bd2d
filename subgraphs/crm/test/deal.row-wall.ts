import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about deals and their history. */
export async function dealRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin, agent] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('AGENT')];
  const deal = await crm.deal(ann);
  await crm.deal(ann);
  await crm.deal(bob);
  const [house, foreignHouse] = [await crm.property(ann), await crm.property(bob)];
  const [lead, foreignLead] = [await crm.lead(ann), await crm.lead(bob)];

  type Outcome = RowCase['expect'];
  const each = (does: string, sql: string, values: readonly unknown[], who: Readonly<Record<string, readonly [Viewer, Outcome]>>) =>
    Object.entries(who).map(([name, [as, expect]]): RowCase => ({ name: `${name} ${does}`, as, sql, values, expect }));
  const tries = (name: string, as: Viewer, expect: Outcome, sql: string, ...values: unknown[]): RowCase => ({
    name,
    as,
    sql,
    values,
    expect,
  });
  const hidden = { stranger: [stranger, 0], agent: [agent, 0], nobody: [NOBODY, 0] } as const;

  const add = `INSERT INTO deals (user_id, title, stage, lead_id, property_id) VALUES ($1, 'New', 'proposal', $2, $3)`;
  const about = (column: string) => `UPDATE deals SET ${column} = $2 WHERE id = $1`;
  const history = 'SELECT id FROM deal_events WHERE deal_id = $1';
  const note = `INSERT INTO deal_events (deal_id, event_type) VALUES ($1, 'WON')`;
  return [
    ...each('reads a deal', 'SELECT id FROM deals WHERE id = $1', [deal.id], { owner: [owner, 1], admin: [admin, 1], ...hidden }),
    ...each('edits a deal', 'UPDATE deals SET version = version + 1 WHERE id = $1', [deal.id], {
      owner: [owner, 1],
      admin: [admin, 0],
      ...hidden,
    }),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    ...each('edits all deals', 'UPDATE deals SET version = 2', [], { owner: [owner, 2], stranger: [stranger, 1], admin: [admin, 0] }),
    tries('a user adds a deal', owner, 1, add, ann.id, lead.id, house.id),
    tries('a user adds a deal of another', stranger, 'refused', add, ann.id, null, null),
    tries('admin adds a deal of another', admin, 'refused', add, ann.id, null, null),
    tries('a user adds a deal about a lead of another', owner, 'refused', add, ann.id, foreignLead.id, null),
    tries('a user adds a deal about a property of another', owner, 'refused', add, ann.id, null, foreignHouse.id),
    tries('admin adds a deal about a property of another', admin, 'refused', add, boss.id, null, house.id),
    tries('owner says which lead it is about', owner, 1, about('lead_id'), deal.id, lead.id),
    tries('owner says it is about a lead of another', owner, 'refused', about('lead_id'), deal.id, foreignLead.id),
    tries('owner says which property it is about', owner, 1, about('property_id'), deal.id, house.id),
    tries('owner says it is about a property of another', owner, 'refused', about('property_id'), deal.id, foreignHouse.id),
    ...['user_id', 'created_at'].map((column) =>
      tries(`owner writes ${column}`, owner, 'refused', `UPDATE deals SET ${column} = DEFAULT WHERE id = $1`, deal.id),
    ),

    ...each('reads the history of a deal', history, [deal.id], { owner: [owner, 1], admin: [admin, 1], ...hidden }),
    tries('owner writes history', owner, 'refused', note, deal.id),
    tries('owner rewrites history', owner, 'refused', `UPDATE deal_events SET event_type = 'WON' WHERE deal_id = $1`, deal.id),
    tries('owner removes history', owner, 'refused', 'DELETE FROM deal_events WHERE deal_id = $1', deal.id),
    tries('admin removes history', admin, 'refused', 'DELETE FROM deal_events WHERE deal_id = $1', deal.id),

    {
      name: 'the system reads a deal',
      as: NOBODY,
      role: 'system',
      sql: 'SELECT id FROM deals WHERE id = $1',
      values: [deal.id],
      expect: 1,
    },
    {
      name: 'the system edits a deal',
      as: NOBODY,
      role: 'system',
      sql: `UPDATE deals SET notes = 'n' WHERE id = $1`,
      values: [deal.id],
      expect: 1,
    },
    { name: 'the system reads the history of a deal', as: NOBODY, role: 'system', sql: history, values: [deal.id], expect: 1 },
    { name: 'the system writes history', as: NOBODY, role: 'system', sql: note, values: [deal.id], expect: 1 },
  ];
}
