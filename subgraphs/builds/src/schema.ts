import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveBuild } from './build/build.reference';
import { BuildResolver } from './build/build.resolver';
import { ClientResolver } from './client/client.resolver';
import { resolveProject } from './project/project.reference';
import { ProjectResolver } from './project/project.resolver';

/** The public surface of builds. */
export const schema: SchemaParts = {
  resolvers: [ProjectResolver, BuildResolver, ClientResolver],
  references: { Project: resolveProject, Build: resolveBuild },
  resources: { Project: 'project', Build: 'build' },
};
