import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveBuild } from './build/build.reference';
import { BuildResolver } from './build/build.resolver';
import { ClientResolver } from './client/client.resolver';
import { ContactResolver } from './contact/contact.resolver';
import { resolveContributor } from './contributor/contributor.reference';
import { ContributorResolver } from './contributor/contributor.resolver';
import { resolveProject } from './project/project.reference';
import { ProjectResolver } from './project/project.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of builds. */
export const schema: SchemaParts = {
  resolvers: [ProjectResolver, BuildResolver, ClientResolver, ContributorResolver, ContactResolver, UserResolver],
  references: { Project: resolveProject, Build: resolveBuild, Contributor: resolveContributor },
  resources: { Project: 'project', Build: 'build', Contributor: 'contributor' },
};
