import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { deletionAccess } from '@plat/shared/testing/deletion-walls';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestBuilds } from './builds.factory';

/** What builds answers where row level security is off: the policies in code stand alone. */
export async function accessWall(builds: TestBuilds): Promise<AccessCase[]> {
  const clientId = randomUUID();
  const [login, stranger] = [aViewer('CLIENT', { clientId }), aViewer('CLIENT', { clientId: randomUUID() })];
  const [agent, support, coordinator] = [aViewer('AGENT'), aViewer('SUPPORT'), aViewer('COORDINATOR')];
  const [projectReader, buildReader] = [
    aViewer('USER', { permissions: ['project:read'] }),
    aViewer('USER', { permissions: ['build:read'] }),
  ];
  const project = await builds.project({ clientId });
  const [own, ofProject] = [await builds.build({ clientId }), await builds.build({ clientId: null, projectId: project.id })];

  const byId = (field: string, type: string, id: string) => ({
    query: `query ($id: ID!, $refs: [_Any!]!) { ${field}(id: $id) { id } _entities(representations: $refs) { ... on ${type} { id } } }`,
    variables: { id, refs: [{ __typename: type, id }] },
  });
  const finds = (
    who: string,
    as: AccessCase['as'],
    field: 'project' | 'build' | 'contributor',
    id: string,
    found: boolean,
  ): AccessCase[] => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}`;
    const row = found ? id : undefined;
    return [
      {
        name: `${who} finds ${field} ${found}`,
        as,
        ...byId(field, type, id),
        holds: ({ data, errors }) => !errors && data[field]?.id === row && data._entities[0]?.id === row,
      },
      {
        name: `${who} lists ${field} ${found}`,
        as,
        query: `query ($id: ID!) { ${field}s(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }`,
        variables: { id },
        holds: ({ data, errors }) =>
          !errors && data[`${field}s`].edges.length === Number(found) && data[`${field}s`].totalCount === Number(found),
      },
    ];
  };
  const edits = (who: string, as: AccessCase['as'], field: 'Project' | 'Build' | 'Contributor', id: string, code: string): AccessCase => ({
    name: `${who} edits ${field}: ${code}`,
    as,
    query: `mutation ($input: Update${field}Input!) { update${field}(input: $input) { id } }`,
    variables: { input: { id } },
    holds: refusedWith(code),
  });
  const ofClient = (who: string, as: AccessCase['as'], [projects, quotes]: readonly [number, number]): AccessCase => ({
    name: `${who} reads projects and builds of the client`,
    as,
    query:
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Client { projects { totalCount } builds { totalCount } } } }',
    variables: { refs: [{ __typename: 'Client', id: clientId }] },
    holds: ({ data, errors }) =>
      !errors && data._entities[0].projects.totalCount === projects && data._entities[0].builds.totalCount === quotes,
  });
  const under = (who: string, as: AccessCase['as'], query: string, id: string, hidden: string): AccessCase => ({
    name: `${who} gets no ${hidden} under what it may see`,
    as,
    query: `query ($id: ID!) { ${query} }`,
    variables: { id },
    holds: ({ data, errors }) => !errors && Object.values(data as Record<string, Record<string, unknown>>)[0]?.[hidden] === null,
  });

  const contributorUser = aViewer();
  const contributorReader = aViewer('USER', { permissions: ['contributor:read'] });
  const contributor = await builds.contributor({ userId: contributorUser.userId });

  return [
    ...finds('the contributor', contributorUser, 'contributor', contributor.id, true),
    ...finds('support', support, 'contributor', contributor.id, true),
    ...finds('who may read contributors', contributorReader, 'contributor', contributor.id, true),
    ...finds('who may read projects', projectReader, 'contributor', contributor.id, false),
    ...finds('another user', aViewer(), 'contributor', contributor.id, false),
    edits('the contributor', contributorUser, 'Contributor', contributor.id, 'FORBIDDEN'),
    edits('support', support, 'Contributor', contributor.id, 'FORBIDDEN'),
    edits('another user', aViewer(), 'Contributor', contributor.id, 'NOT_FOUND'),
    {
      name: 'the contributor adds no other',
      as: contributorUser,
      query: `mutation { createContributor(input: { userId: "${randomUUID()}", contactId: "${randomUUID()}" }) { id } }`,
      holds: refusedWith('FORBIDDEN'),
    },
    ...(['User', 'Contact'] as const).flatMap((type) =>
      (
        [
          ['the contributor', contributorUser, true],
          ['another user', aViewer(), false],
        ] as const
      ).map(
        ([who, as, found]): AccessCase => ({
          name: `${who} finds the contributor of a ${type} ${found}`,
          as,
          query: `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { contributor { id } } } }`,
          variables: { refs: [{ __typename: type, id: type === 'User' ? contributor.userId : contributor.contactId }] },
          holds: ({ data, errors }) => !errors && (data._entities[0].contributor?.id === contributor.id) === found,
        }),
      ),
    ),

    ...finds('the login', login, 'project', project.id, true),
    ...finds('agent', agent, 'project', project.id, true),
    ...finds('who may read projects', projectReader, 'project', project.id, true),
    ...finds('who may read builds', buildReader, 'project', project.id, false),
    ...finds('another client', stranger, 'project', project.id, false),
    ...finds('coordinator', coordinator, 'project', project.id, false),
    ...finds('user', aViewer(), 'project', project.id, false),

    ...finds('the login', login, 'build', own.id, true),
    ...finds('agent', agent, 'build', own.id, true),
    ...finds('who may read builds', buildReader, 'build', own.id, true),
    ...finds('who may read projects', projectReader, 'build', own.id, false),
    ...finds('another client', stranger, 'build', own.id, false),
    ...finds('coordinator', coordinator, 'build', own.id, false),
    ...finds('user', aViewer(), 'build', own.id, false),
    ...finds('the login, through its project,', login, 'build', ofProject.id, true),
    ...finds('another client, through a project,', stranger, 'build', ofProject.id, false),

    edits('the login', login, 'Project', project.id, 'FORBIDDEN'),
    edits('support', support, 'Project', project.id, 'FORBIDDEN'),
    edits('another client', stranger, 'Project', project.id, 'NOT_FOUND'),
    edits('the login', login, 'Build', own.id, 'FORBIDDEN'),
    edits('support', support, 'Build', own.id, 'FORBIDDEN'),
    edits('another client', stranger, 'Build', own.id, 'NOT_FOUND'),
    {
      name: 'the login adds no project',
      as: login,
      query: `mutation { createProject(input: { clientId: "${clientId}", weddingDate: "2030-01-01" }) { id } }`,
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'the login adds no build',
      as: login,
      query: `mutation { createBuild(input: { clientId: "${clientId}" }) { id } }`,
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'who may write builds makes none of a project that is hidden',
      as: aViewer('USER', { permissions: ['build:read', 'build:write'] }),
      query: `mutation { createBuild(input: { projectId: "${project.id}" }) { id } }`,
      holds: refusedWith('NOT_FOUND'),
    },

    ofClient('the login', login, [1, 1]),
    ofClient('another client', stranger, [0, 0]),
    ofClient('user', aViewer(), [0, 0]),
    under('who may read projects', projectReader, 'project(id: $id) { build { id } }', project.id, 'build'),
    under('who may read builds', buildReader, 'build(id: $id) { project { id } }', ofProject.id, 'project'),

    ...['projects { totalCount }', 'builds { totalCount }', '_entities(representations: []) { __typename }'].map(
      (field): AccessCase => ({
        name: `nobody reads ${field}`,
        as: NOBODY,
        query: `{ ${field} }`,
        holds: ({ errors }) => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
      }),
    ),
    ...deletionAccess('Project', project.id, {
      stranger: [stranger, 'NOT_FOUND'],
      login: [login, 'FORBIDDEN'],
      agent: [agent, 'FORBIDDEN'],
    }),
    ...deletionAccess('Build', own.id, { stranger: [stranger, 'NOT_FOUND'], login: [login, 'FORBIDDEN'], agent: [agent, 'FORBIDDEN'] }),
  ];
}
