import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Contributor } from './contributor.entity';
import type { CreateContributorInput, UpdateContributorInput } from './contributor.input';
import { assertMayWriteContributors, visibleContributors } from './contributor.policy';

/** Who works on productions, one row for each login and person. */
export class ContributorService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /**
   * Whoever may see the user may make it a contributor: an administrator, who makes users, or the user with the permission.
   * @throws PlatError FORBIDDEN, BAD_USER_INPUT with each argument that breaks a rule, CONFLICT for a person who is one already,
   * or UNAVAILABLE
   */
  async create(input: CreateContributorInput): Promise<Contributor> {
    const { db, viewer, references } = this.scope;
    assertMayWriteContributors(viewer);
    check(input);
    await references.confirm([
      { to: 'User', id: input.userId, path: 'input.userId' },
      { to: 'Contact', id: input.contactId, path: 'input.contactId', ofUser: input.userId },
      { to: 'Role', id: input.roleId, path: 'input.roleId' },
    ]);
    const contributor = await db.save(db.create(Contributor, input));
    await this.events.record('contributor.created', contributor);
    return contributor;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, UNAVAILABLE, or CONFLICT with the current version */
  async update({ id, version, archived, ...details }: UpdateContributorInput): Promise<Contributor> {
    const { db, viewer, references } = this.scope;
    check({ ...details, archived });
    if (viewer.can('contributor:write')) await references.confirm([{ to: 'Role', id: details.roleId, path: 'input.roleId' }]);
    const { row, before, after } = await revise(db, Contributor, {
      id,
      version,
      changes: { ...details, archivedAt: archived === undefined ? undefined : archived ? new Date() : null },
      scope: visibleContributors(viewer),
      mayEdit: () => assertMayWriteContributors(viewer),
    });
    await this.events.record('contributor.updated', row, { before, after });
    return row;
  }
}

/** All faults of an input at once. */
function check(input: Partial<CreateContributorInput & UpdateContributorInput>): void {
  const faults: Record<string, string> = {};
  for (const field of ['userId', 'contactId', 'roleId'] as const) {
    const id = input[field];
    if (typeof id === 'string' && !isUuid(id)) faults[`input.${field}`] = 'must be an id';
  }
  for (const field of ['defaultHourlyRate', 'archived'] as const)
    if (input[field] === null) faults[`input.${field}`] = 'must not be null; leave it out';
  const { defaultHourlyRate: rate } = input;
  if (typeof rate === 'string' && !/^\d{1,6}(\.\d{1,2})?$/.test(rate))
    faults['input.defaultHourlyRate'] = 'must be from 0 to 999999.99, with at most two decimals';
  if (Object.keys(faults).length) throw badInput(faults);
}
