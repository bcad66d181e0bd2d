import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { BuildConnection } from '../build/build.entity';
import { BuildPageArgs } from '../build/build.input';
import type { BuildsContext } from '../context';
import { ProjectConnection } from '../project/project.entity';
import { ProjectPageArgs } from '../project/project.input';
import { Client } from './client.stub';

@Resolver(() => Client)
export class ClientResolver {
  @FieldResolver(() => BuildConnection, { nullable: true, description: 'The builds of the client, with a project and without.' })
  builds(@Root() { id }: Client, @Args(() => BuildPageArgs) args: BuildPageArgs, @Ctx() { pages }: BuildsContext) {
    return pages.buildsOfClient.of(id, args);
  }

  @FieldResolver(() => ProjectConnection, { nullable: true, description: 'The projects of the client.' })
  projects(@Root() { id }: Client, @Args(() => ProjectPageArgs) args: ProjectPageArgs, @Ctx() { pages }: BuildsContext) {
    return pages.projectsOfClient.of(id, args);
  }
}
