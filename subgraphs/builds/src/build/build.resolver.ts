import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Client } from '../client/client.stub';
import type { BuildsContext } from '../context';
import { Project } from '../project/project.entity';
import { Build, BuildConnection } from './build.entity';
import { BuildPageArgs, CreateBuildInput, UpdateBuildInput } from './build.input';

@Resolver(() => Build)
export class BuildResolver {
  @Query(() => Build, { nullable: true, description: 'A build by id; null when there is none that you may see.' })
  build(@Arg('id', () => ID, { description: 'The id of the build.' }) id: string, @Ctx() { loaders }: BuildsContext) {
    return loaders.build.load(id);
  }

  @Query(() => BuildConnection, {
    nullable: true,
    description: 'Builds that you may see: all with the permission, else your own as a client.',
  })
  builds(@Args(() => BuildPageArgs) args: BuildPageArgs, @Ctx() { pages }: BuildsContext) {
    return pages.builds.root(args);
  }

  @FieldResolver(() => Client, { nullable: true, description: 'Whose build it is; null once the client is gone.' })
  client(@Root() { clientId }: Build): Client | null {
    return clientId ? { id: clientId } : null;
  }

  @FieldResolver(() => Project, { nullable: true, description: 'The project that the build became.' })
  project(@Root() { projectId }: Build, @Ctx() { loaders }: BuildsContext) {
    return projectId ? loaders.project.load(projectId) : null;
  }

  @Mutation(() => Build, { nullable: true, description: 'Makes a build for a client or a project; it starts as an inquiry.' })
  createBuild(
    @Arg('input', () => CreateBuildInput, { description: 'The new build.' }) input: CreateBuildInput,
    @Ctx() { builds }: BuildsContext,
  ) {
    return builds.create(input);
  }

  @Mutation(() => Build, { nullable: true, description: 'Takes a build a step further, archives or restores it, or gives it its project.' })
  updateBuild(
    @Arg('input', () => UpdateBuildInput, { description: 'Which build, and what changes.' }) input: UpdateBuildInput,
    @Ctx() { builds }: BuildsContext,
  ) {
    return builds.update(input);
  }

  @Mutation(() => Build, {
    nullable: true,
    description: 'Deletes a build, with the permission build:delete, and answers what it was; refused once it was paid for.',
  })
  deleteBuild(
    @Arg('id', () => ID, { description: 'Which build.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { builds }: BuildsContext,
  ) {
    return builds.delete(id, version);
  }
}
