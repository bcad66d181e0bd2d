import { narrowed } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import type { Sharing } from '../workspace/workspace.sharing.service';
import { Lead, LeadStatus } from './lead.entity';
import type { CreateLeadInput, MoveLeadInput, UpdateLeadInput } from './lead.input';
import { assertMayEditLead, assertMayRunLead, visibleLeads } from './lead.policy';
import { storedDetails } from './lead.rules';

/** The columns that a request may give a new row; naming another one, even with its default, the database refuses. */
const INSERTED = ['userId', 'workspaceId', 'name', 'phone', 'email', 'company', 'status', 'score', 'tags', 'optStatus'];

/** Leads of their owner, and of the workspaces that share them. */
export class LeadService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly sharing: Sharing,
  ) {}

  /**
   * @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, NOT_FOUND or FORBIDDEN for the workspace,
   * CONFLICT for an address or a number that another lead of the owner has
   */
  async create({ workspaceId: shared, ...input }: CreateLeadInput): Promise<Lead> {
    const { db, viewer } = this.scope;
    const details = storedDetails(input);
    if (shared) await this.sharing.assertMayWriteIn(shared);
    const workspaceId = shared?.toLowerCase() ?? null;
    const lead = db.create(Lead, { status: LeadStatus.NEW, tags: [], ...details, userId: viewer.userId, workspaceId } as Partial<Lead>);
    await explained(
      db
        .createQueryBuilder()
        .insert()
        .into(Lead, INSERTED)
        .values(lead as never)
        .execute(),
    );
    await this.events.record('lead.created', lead);
    return lead;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version or as `create` does */
  async update({ id, version, ...input }: UpdateLeadInput): Promise<Lead> {
    const { db, viewer } = this.scope;
    const changes = storedDetails(input) as Partial<Lead>;
    const memberships = await this.sharing.memberships();
    const { row, before, after } = await explained(
      revise(db, Lead, {
        id,
        version,
        changes,
        scope: visibleLeads(viewer),
        mayEdit: (lead) => assertMayEditLead(viewer, lead, memberships),
      }),
    );
    await this.events.record('lead.updated', row, { before, after });
    return row;
  }

  /** @throws PlatError NOT_FOUND or FORBIDDEN for the lead and for the workspace, BAD_USER_INPUT, CONFLICT with the current version */
  async move({ id, version, workspaceId }: MoveLeadInput): Promise<Lead> {
    if (workspaceId === undefined) throw badInput({ 'input.workspaceId': 'must be given; null leaves the lead to its owner alone' });
    const lead = await this.locked(id, version);
    if (workspaceId !== null) await this.sharing.assertMayWriteIn(workspaceId);
    const before = { workspaceId: lead.workspaceId };
    const after = { workspaceId: workspaceId?.toLowerCase() ?? null };
    await this.run(lead, 'SELECT version, updated_at FROM move_lead($1, $2)', [id, workspaceId], after);
    await this.events.record('lead.moved', lead, { before, after, userId: lead.userId });
    return lead;
  }

  /**
   * Deletes softly: the row stays and nobody finds it; its documents stay too, so other services are not told of an end.
   * @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version
   */
  async delete(id: string, version?: number | null): Promise<Lead> {
    const lead = await this.locked(id, version);
    await this.run(lead, 'SELECT version, updated_at FROM delete_lead($1)', [id], { isDeleted: true });
    const [before, after] = [{ isDeleted: false }, { isDeleted: true }];
    await this.events.record('lead.trashed', lead, { before, after, userId: lead.userId });
    return lead;
  }

  /** A lead of which the viewer may decide where it belongs, locked until the transaction ends. */
  private async locked(id: string, version?: number | null): Promise<Lead> {
    const { db, viewer } = this.scope;
    if (!isUuid(id)) throw notFound('Lead', id);
    const where = narrowed(visibleLeads(viewer), 'id', Equal(id));
    const seen = await db.findOne(Lead, { where });
    if (!seen) throw notFound('Lead', id);
    const memberships = await this.sharing.memberships();
    assertMayRunLead(viewer, seen, memberships);
    const lead = await db.findOne(Lead, { where, lock: { mode: 'pessimistic_write' } });
    if (!lead) throw notFound('Lead', id);
    assertMayRunLead(viewer, lead, memberships); // it may have been moved before it was locked
    assertVersion('Lead', lead, version);
    return lead;
  }

  /** Through a function of the tables' owner, because the viewer may not see the row any more once it is written. */
  private async run(lead: Lead, sql: string, values: unknown[], changes: Partial<Lead>): Promise<void> {
    const [written]: { version: number; updated_at: Date }[] = await this.scope.db.query(sql, values);
    if (!written) throw notFound('Lead', lead.id); // the membership ended in between
    Object.assign(lead, changes, { version: written.version, updatedAt: written.updated_at });
  }
}

const TAKEN: Readonly<Record<string, readonly [argument: string, message: string]>> = {
  leads_user_id_email_key: ['input.email', 'Another lead of the same owner has this e-mail address.'],
  leads_user_id_phone_key: ['input.phone', 'Another lead of the same owner has this telephone number.'],
};

/** Says in words which rule of the database a write has met. */
async function explained<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const rule = error instanceof PlatError ? String(error.extensions.rule) : '';
    const [argument, message] = TAKEN[rule] ?? [];
    throw argument && message ? conflict(message, { rule, fields: { [argument]: 'is that of another lead' } }) : error;
  }
}
