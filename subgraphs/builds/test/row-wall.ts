import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import { deletionRows } from '@plat/shared/testing/deletion-walls';
import { eventRows } from '@plat/shared/testing/event-rows';
import { idempotencyRows } from '@plat/shared/testing/idempotency-rows';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestBuilds } from './builds.factory';

/** What the database of builds answers to SQL of the application role, whatever the code does. */
export async function rowWall(builds: TestBuilds): Promise<RowCase[]> {
  const clientId = randomUUID();
  const [login, stranger] = [aViewer('CLIENT', { clientId }), aViewer('CLIENT', { clientId: randomUUID() })];
  const [admin, agent, support, coordinator] = [aViewer('ADMIN'), aViewer('AGENT'), aViewer('SUPPORT'), aViewer('COORDINATOR')];
  const [projectReader, buildReader] = [
    aViewer('USER', { permissions: ['project:read'] }),
    aViewer('USER', { permissions: ['build:read'] }),
  ];
  const [projectWriter, buildWriter] = [
    aViewer('USER', { permissions: ['project:read', 'project:write'] }),
    aViewer('USER', { permissions: ['build:read', 'build:write'] }),
  ];
  const [project, free] = [await builds.project({ clientId }), await builds.project({ clientId })];
  const [own, ofProject] = [await builds.build({ clientId }), await builds.build({ clientId: null, projectId: project.id })];

  const contributorUser = aViewer();
  const [contributorReader, contributorWriter] = [
    aViewer('USER', { permissions: ['contributor:read'] }),
    aViewer('USER', { permissions: ['contributor:read', 'contributor:write'] }),
  ];
  const contributor = await builds.contributor({ userId: contributorUser.userId });

  type Expected = Readonly<Record<string, readonly [RowCase['as'], number]>>;
  const tried = (verb: string, what: string, sql: string, id: string, who: Expected): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${verb} ${what}`, as, sql, values: [id], expect }));
  const reads = (what: string, table: string, id: string, who: Expected) =>
    tried('reads', what, `SELECT id FROM ${table} WHERE id = $1`, id, who);
  const edits = (what: string, table: string, id: string, who: Expected) =>
    tried('edits', what, `UPDATE ${table} SET version = version + 1 WHERE id = $1`, id, who);
  const refused = (name: string, as: RowCase['as'], sql: string, ...values: unknown[]): RowCase => ({
    name,
    as,
    sql,
    values,
    expect: 'refused',
  });
  const addProject = `INSERT INTO projects (client_id, wedding_date) VALUES ($1, '2030-01-01')`;
  const addBuild = `INSERT INTO builds (client_id, status) VALUES ($1, 'INQUIRY')`;

  const addContributor = 'INSERT INTO contributors (user_id, contact_id) VALUES ($1, $2)';

  return [
    ...(await idempotencyRows(builds)),
    ...reads('a project', 'projects', project.id, {
      'the login': [login, 1],
      admin: [admin, 1],
      agent: [agent, 1],
      support: [support, 1],
      'who may read projects': [projectReader, 1],
      'another client': [stranger, 0],
      coordinator: [coordinator, 0],
      user: [aViewer(), 0],
      'who may read builds': [buildReader, 0],
      nobody: [NOBODY, 0],
    }),
    ...edits('a project', 'projects', project.id, {
      agent: [agent, 1],
      'who may write projects': [projectWriter, 1],
      'the login': [login, 0],
      support: [support, 0],
      'who may read projects': [projectReader, 0],
      nobody: [NOBODY, 0],
    }),
    { name: 'agent adds a project', as: agent, sql: addProject, values: [clientId], expect: 1 },
    refused('the login adds a project', login, addProject, clientId),
    refused('who may write builds adds a project', buildWriter, addProject, clientId),
    refused('agent gives a project to another client', agent, 'UPDATE projects SET client_id = $2 WHERE id = $1', project.id, randomUUID()),
    refused('agent deletes a project', agent, 'DELETE FROM projects WHERE id = $1', project.id),

    ...reads('a build of its own', 'builds', own.id, {
      'the login': [login, 1],
      admin: [admin, 1],
      agent: [agent, 1],
      support: [support, 1],
      'who may read builds': [buildReader, 1],
      'another client': [stranger, 0],
      coordinator: [coordinator, 0],
      user: [aViewer(), 0],
      'who may read projects': [projectReader, 0],
      nobody: [NOBODY, 0],
    }),
    ...reads('a build of its project', 'builds', ofProject.id, {
      'the login': [login, 1],
      agent: [agent, 1],
      'another client': [stranger, 0],
      'who may read projects': [projectReader, 0],
      nobody: [NOBODY, 0],
    }),
    ...edits('a build', 'builds', own.id, {
      agent: [agent, 1],
      'who may write builds': [buildWriter, 1],
      'the login': [login, 0],
      support: [support, 0],
      'who may read builds': [buildReader, 0],
      nobody: [NOBODY, 0],
    }),
    { name: 'agent adds a build', as: agent, sql: addBuild, values: [clientId], expect: 1 },
    {
      name: 'agent gives a build its project',
      as: agent,
      sql: 'UPDATE builds SET project_id = $2 WHERE id = $1',
      values: [own.id, free.id],
      expect: 1,
    },
    refused('the login adds a build', login, addBuild, clientId),
    refused('who may write projects adds a build', projectWriter, addBuild, clientId),
    refused(
      'agent adds a build with a price',
      agent,
      `INSERT INTO builds (client_id, status, approved_price) VALUES ($1, 'INQUIRY', 1)`,
      clientId,
    ),
    ...['approved_price = 1', 'live_price = 1', 'total_paid = 1', 'configuration_locked_at = now()', 'inquiry_id = NULL'].map((change) =>
      refused(`admin sets ${change}`, admin, `UPDATE builds SET ${change} WHERE id = $1`, own.id),
    ),
    refused('admin deletes a build', admin, 'DELETE FROM builds WHERE id = $1', own.id),

    ...reads('a contributor', 'contributors', contributor.id, {
      'the contributor': [contributorUser, 1],
      admin: [admin, 1],
      support: [support, 1],
      'who may read contributors': [contributorReader, 1],
      'who may read projects': [projectReader, 0],
      'another user': [aViewer(), 0],
      nobody: [NOBODY, 0],
    }),
    ...edits('a contributor', 'contributors', contributor.id, {
      agent: [agent, 1],
      'who may write contributors': [contributorWriter, 1],
      'the contributor': [contributorUser, 0],
      support: [support, 0],
      'who may read contributors': [contributorReader, 0],
      nobody: [NOBODY, 0],
    }),
    { name: 'agent adds a contributor', as: agent, sql: addContributor, values: [randomUUID(), randomUUID()], expect: 1 },
    refused('a user adds itself as a contributor', contributorUser, addContributor, contributorUser.userId, randomUUID()),
    refused('who may write projects adds a contributor', projectWriter, addContributor, randomUUID(), randomUUID()),
    ...['user_id', 'contact_id'].map((column) =>
      refused(
        `admin changes ${column} of a contributor`,
        admin,
        `UPDATE contributors SET ${column} = $2 WHERE id = $1`,
        contributor.id,
        randomUUID(),
      ),
    ),
    refused('admin deletes a contributor', admin, 'DELETE FROM contributors WHERE id = $1', contributor.id),

    ...eventRows(admin),
    refused('admin reads recorded events', admin, 'SELECT payload FROM outbox_events'),
    refused('admin changes recorded events', admin, `UPDATE outbox_events SET type = 'x'`),
    refused('admin empties a table', admin, 'TRUNCATE projects, builds'),
    refused('admin makes a table', admin, 'CREATE TABLE mine (id int)'),

    ...['projects', 'builds', 'contributors'].flatMap((table): RowCase[] => [
      { name: `the system reads ${table}`, as: NOBODY, role: 'system', sql: `SELECT id FROM ${table} LIMIT 1`, expect: 1 },
      {
        name: `the system writes ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `UPDATE ${table} SET version = 2 WHERE id = (SELECT id FROM ${table} LIMIT 1)`,
        expect: 1,
      },
    ]),
    ...deletionRows(aViewer('ADMIN'), ['projects', 'builds']),
  ];
}
