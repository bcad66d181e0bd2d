import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { RetentionPolicy } from './retention-policy.entity';
import type { CreateRetentionPolicyInput, UpdateRetentionPolicyInput } from './retention-policy.input';
import { RECKON_RETENTIONS } from './retention-policy.jobs';
import { assertMayWriteRetention, visibleRetentionPolicies } from './retention-policy.policy';

const MOST_DAYS = 36_525;

/** How long documents are kept. What follows for those that are there is reckoned behind the request. */
export class RetentionPolicyService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /** @throws PlatError FORBIDDEN or BAD_USER_INPUT */
  async create({ trigger, ...input }: CreateRetentionPolicyInput): Promise<RetentionPolicy> {
    const { db, viewer } = this.scope;
    assertMayWriteRetention(viewer);
    refuseFaults(input);
    const policy = await db.save(db.create(RetentionPolicy, { ...input, trigger: trigger ?? undefined, createdById: viewer.userId }));
    await this.events.record('retention_policy.created', policy);
    await enqueueJob(db, RECKON_RETENTIONS, {}, { key: RECKON_RETENTIONS });
    return policy;
  }

  /** @throws PlatError NOT_FOUND, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdateRetentionPolicyInput): Promise<RetentionPolicy> {
    const { db, viewer } = this.scope;
    const { row, before, after } = await revise(db, RetentionPolicy, {
      id,
      version,
      changes,
      scope: visibleRetentionPolicies(viewer),
      mayEdit: () => {
        assertMayWriteRetention(viewer);
        refuseFaults(changes);
      },
    });
    await this.events.record('retention_policy.updated', row, { before, after });
    await enqueueJob(db, RECKON_RETENTIONS, {}, { key: RECKON_RETENTIONS });
    return row;
  }
}

function refuseFaults(input: Partial<Pick<RetentionPolicy, 'name' | 'keepDays' | 'trigger' | 'isActive'>>): void {
  const faults: Record<string, string> = {};
  for (const field of ['name', 'keepDays', 'trigger', 'isActive'] as const)
    if (input[field] === null) faults[`input.${field}`] = 'must not be null; leave it out';
  const { name, keepDays } = input;
  if (typeof name === 'string' && (!name.trim() || name.length > 255)) faults['input.name'] = 'must have 1 to 255 characters';
  if (typeof keepDays === 'number' && (keepDays < 1 || keepDays > MOST_DAYS)) faults['input.keepDays'] = `must be from 1 to ${MOST_DAYS}`;
  if (Object.keys(faults).length) throw badInput(faults);
}
