import { revise } from '@plat/shared/database/revise';
import { badInput, conflict } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Deletions } from '@plat/shared/references/deletion';
import { Project } from './project.entity';
import type { CreateProjectInput, UpdateProjectInput } from './project.input';
import { assertMayDeleteProjects, assertMayWriteProjects, visibleProjects } from './project.policy';

/** Projects of clients: around a wedding, booked before and edited after it. */
export class ProjectService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly deletions: Deletions,
  ) {}

  /** @throws PlatError FORBIDDEN, BAD_USER_INPUT with each argument that breaks a rule, or UNAVAILABLE */
  async create(input: CreateProjectInput): Promise<Project> {
    const { db, viewer, references } = this.scope;
    assertMayWriteProjects(viewer);
    check(input, input);
    await references.confirm([{ to: 'Client', id: input.clientId, path: 'input.clientId' }]);
    const project = await db.save(db.create(Project, input));
    await this.events.record('project.created', project);
    return project;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, archived, ...details }: UpdateProjectInput): Promise<Project> {
    const { db, viewer } = this.scope;
    const changes = { ...details, archivedAt: archived === undefined ? undefined : archived ? new Date() : null };
    const { row, before, after } = await revise(db, Project, {
      id,
      version,
      changes,
      scope: visibleProjects(viewer),
      mayEdit: () => assertMayWriteProjects(viewer),
      derive: (project) => {
        check({ ...details, archived }, project);
        return {};
      },
    });
    await this.events.record('project.updated', row, { before, after, clientId: row.clientId });
    return row;
  }

  /** Its build goes with it. @throws PlatError as {@link Deletions.delete}; CONFLICT where that was paid for: such a project is archived */
  delete(id: string, version?: number | null): Promise<Project> {
    const { viewer } = this.scope;
    return this.deletions.delete(Project, {
      id,
      version,
      scope: visibleProjects(viewer),
      mayDelete: () => assertMayDeleteProjects(viewer),
      prepare: async ({ db }, project) => {
        const paid: unknown[] = await db.query('SELECT FROM builds WHERE project_id = $1 AND total_paid <> 0', [project.id]);
        if (paid.length) throw conflict('The build of the project was paid for; archive the project instead.');
      },
    });
  }
}

type Input = Partial<CreateProjectInput & UpdateProjectInput>;

/** All faults of an input at once. @param dates as they will be, so that a day is compared with those that stay */
function check(
  input: Input,
  { weddingDate, bookingDate, editStartDate }: Pick<CreateProjectInput, 'weddingDate' | 'bookingDate' | 'editStartDate'>,
): void {
  const faults: Record<string, string> = {};
  if (input.clientId !== undefined && !isUuid(input.clientId)) faults['input.clientId'] = 'must be an id';
  for (const field of ['weddingDate', 'archived'] as const)
    if (input[field] === null) faults[`input.${field}`] = 'must not be null; leave it out';
  for (const field of ['projectName', 'phase'] as const) {
    const text = input[field];
    if (typeof text === 'string' && (!text.trim() || text.length > 255)) faults[`input.${field}`] = 'must have 1 to 255 characters';
  }
  if (weddingDate && bookingDate && bookingDate > weddingDate) {
    if (input.bookingDate) faults['input.bookingDate'] = `must not be after the wedding on ${weddingDate}`;
    else faults['input.weddingDate'] = `must not be before the booking on ${bookingDate}`;
  }
  if (weddingDate && editStartDate && editStartDate < weddingDate) {
    if (input.editStartDate) faults['input.editStartDate'] = `must not be before the wedding on ${weddingDate}`;
    else faults['input.weddingDate'] = `must not be after the start of the edit on ${editStartDate}`;
  }
  if (Object.keys(faults).length) throw badInput(faults);
}
