import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Deletions } from '@plat/shared/references/deletion';
import type { Project } from '../project/project.entity';
import { Build, BuildStatus } from './build.entity';
import type { CreateBuildInput, UpdateBuildInput } from './build.input';
import { assertMayDeleteBuilds, assertMayWriteBuilds, visibleBuilds } from './build.policy';
import { transition } from './transitions';

/** Builds: of a client, or of a project and then of its client. Prices follow from what is in them and are never set. */
export class BuildService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly projects: LoaderById<Project>,
    private readonly deletions: Deletions,
  ) {}

  /** @throws PlatError FORBIDDEN, NOT_FOUND for the project, BAD_USER_INPUT, CONFLICT for a second build of a project or inquiry, or UNAVAILABLE */
  async create({ clientId, projectId, inquiryId }: CreateBuildInput): Promise<Build> {
    const { db, viewer, references } = this.scope;
    assertMayWriteBuilds(viewer);
    const project = projectId ? await this.project(projectId) : null;
    check({ clientId, inquiryId }, project);
    await references.confirm([
      { to: 'Client', id: project ? null : clientId, path: 'input.clientId' },
      { to: 'Inquiry', id: inquiryId, path: 'input.inquiryId' },
    ]);
    if (project) await references.carryOver([{ to: 'Client', id: project.clientId }]);
    const build = await only(() =>
      db.save(
        db.create(Build, {
          clientId: project?.clientId ?? clientId,
          projectId: project?.id ?? null,
          inquiryId: inquiryId ?? null,
          status: BuildStatus.INQUIRY,
        }),
      ),
    );
    await this.events.record('build.created', build);
    return build;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version, the allowed statuses, or the project */
  async update({ id, version, status, projectId }: UpdateBuildInput): Promise<Build> {
    const { db, viewer, references } = this.scope;
    let [before, after]: Partial<Build>[] = [{}, {}];
    const project = projectId ? await this.project(projectId) : null;
    if (project) await references.carryOver([{ to: 'Client', id: project.clientId }]);
    const { row } = await only(() =>
      revise(db, Build, {
        id,
        version,
        changes: {},
        scope: visibleBuilds(viewer),
        mayEdit: () => assertMayWriteBuilds(viewer),
        // Judged on the locked row, so that of two who go different ways from one status the second is refused.
        derive: (build) => {
          checkUpdate({ status, projectId }, build, project);
          after = { ...(project && { projectId: project.id, clientId: project.clientId }), ...(status && transition(build, status)) };
          before = Object.fromEntries(Object.keys(after).map((key) => [key, build[key as keyof Build]]));
          return after;
        },
      }),
    );
    await this.events.record('build.updated', row, { before, after, clientId: row.clientId });
    return row;
  }

  /** @throws PlatError as {@link Deletions.delete}; CONFLICT for a build that was paid for, which is archived instead */
  delete(id: string, version?: number | null): Promise<Build> {
    const { viewer } = this.scope;
    const mayDelete = (build: Build) => {
      assertMayDeleteBuilds(viewer);
      if (Number(build.totalPaid) !== 0) throw conflict('The build was paid for; archive it instead.', { totalPaid: build.totalPaid });
    };
    return this.deletions.delete(Build, { id, version, scope: visibleBuilds(viewer), mayDelete });
  }

  private async project(id: string): Promise<Project> {
    const project = await this.projects.load(id);
    if (!project) throw notFound('Project', id);
    return project;
  }
}

/** All faults of a new build at once. */
function check({ clientId, inquiryId }: CreateBuildInput, project: Project | null): void {
  const faults: Record<string, string> = {};
  if (!clientId && !project) faults['input.clientId'] = 'is needed where there is no project to take it from';
  else if (clientId && !isUuid(clientId)) faults['input.clientId'] = 'must be an id';
  else if (clientId && project && clientId.toLowerCase() !== project.clientId)
    faults['input.clientId'] = 'is not the client of the project; leave it out';
  if (inquiryId && !isUuid(inquiryId)) faults['input.inquiryId'] = 'must be an id';
  if (Object.keys(faults).length) throw badInput(faults);
}

/** All faults of an edit at once, then what the build's state does not allow. */
function checkUpdate(input: Pick<UpdateBuildInput, 'status' | 'projectId'>, build: Build, project: Project | null): void {
  const faults: Record<string, string> = {};
  for (const field of ['status', 'projectId'] as const)
    if (input[field] === null) faults[`input.${field}`] = 'must not be null; leave it out';
  if (project && build.clientId && project.clientId !== build.clientId) faults['input.projectId'] = 'is a project of another client';
  if (Object.keys(faults).length) throw badInput(faults);
  if (project && build.projectId && build.projectId !== project.id) {
    throw conflict('The build has a project already, and stays with it.', { projectId: build.projectId });
  }
}

const ONE_EACH: Readonly<Record<string, string>> = {
  builds_project_id_key: 'The project has a build already; edit that one, or restore it if it is archived.',
  builds_inquiry_id_key: 'The inquiry has a build already; edit that one, or restore it if it is archived.',
};

/** Says what to do where a unique key refuses a second build. */
async function only<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const rule = error instanceof PlatError ? error.extensions.rule : undefined;
    const message = typeof rule === 'string' ? ONE_EACH[rule] : undefined;
    throw message ? conflict(message, { rule }) : error;
  }
}
