import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Build } from '../build/build.entity';
import { Client } from '../client/client.stub';
import type { BuildsContext } from '../context';
import { Project, ProjectConnection } from './project.entity';
import { CreateProjectInput, ProjectPageArgs, UpdateProjectInput } from './project.input';

@Resolver(() => Project)
export class ProjectResolver {
  @Query(() => Project, { nullable: true, description: 'A project by id; null when there is none that you may see.' })
  project(@Arg('id', () => ID, { description: 'The id of the project.' }) id: string, @Ctx() { loaders }: BuildsContext) {
    return loaders.project.load(id);
  }

  @Query(() => ProjectConnection, {
    nullable: true,
    description: 'Projects that you may see: all with the permission, else your own as a client.',
  })
  projects(@Args(() => ProjectPageArgs) args: ProjectPageArgs, @Ctx() { pages }: BuildsContext) {
    return pages.projects.root(args);
  }

  @FieldResolver(() => Client, { nullable: true, description: 'Whose project it is.' })
  client(@Root() { clientId }: Project): Client {
    return { id: clientId };
  }

  @FieldResolver(() => Build, { nullable: true, description: 'The quote and ledger of the project.' })
  build(@Root() { id }: Project, @Ctx() { loaders }: BuildsContext) {
    return loaders.buildOfProject.load(id);
  }

  @Mutation(() => Project, { nullable: true, description: 'Makes a project of a client.' })
  createProject(
    @Arg('input', () => CreateProjectInput, { description: 'The new project.' }) input: CreateProjectInput,
    @Ctx() { projects }: BuildsContext,
  ) {
    return projects.create(input);
  }

  @Mutation(() => Project, { nullable: true, description: 'Edits, archives or brings back a project.' })
  updateProject(
    @Arg('input', () => UpdateProjectInput, { description: 'Which project, and what changes.' }) input: UpdateProjectInput,
    @Ctx() { projects }: BuildsContext,
  ) {
    return projects.update(input);
  }

  @Mutation(() => Project, {
    nullable: true,
    description:
      'Deletes a project with its build, with the permission project:delete, and answers what it was; refused once it was paid for. Its papers go to the trash.',
  })
  deleteProject(
    @Arg('id', () => ID, { description: 'Which project.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { projects }: BuildsContext,
  ) {
    return projects.delete(id, version);
  }
}
