import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { WorkspaceMemberConnection } from '../workspace-member/workspace-member.entity';
import { WorkspaceMemberPageArgs } from '../workspace-member/workspace-member.input';
import { Workspace, WorkspaceConnection } from './workspace.entity';
import { CreateWorkspaceInput, TransferWorkspaceInput, UpdateWorkspaceInput, WorkspacePageArgs } from './workspace.input';

@Resolver(() => Workspace)
export class WorkspaceResolver {
  @Query(() => Workspace, { nullable: true, description: 'A workspace by id; null when there is none that you may see.' })
  workspace(@Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.workspace.load(id);
  }

  @Query(() => WorkspaceConnection, { nullable: true, description: 'Workspaces that you are a member of, or all as an administrator.' })
  workspaces(@Args(() => WorkspacePageArgs) args: WorkspacePageArgs, @Ctx() { pages }: CrmContext) {
    return pages.workspaces.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner, one of its members; null when you may not see that user.' })
  owner(@Root() { ownerUserId }: Workspace, @Ctx() { loaders }: CrmContext) {
    return ownerUserId ? loaders.user.load(ownerUserId) : null;
  }

  @FieldResolver(() => Workspace, { nullable: true, description: 'The workspace that it belongs to, if you may see that one.' })
  parent(@Root() { parentId }: Workspace, @Ctx() { loaders }: CrmContext) {
    return parentId ? loaders.workspace.load(parentId) : null;
  }

  @FieldResolver(() => WorkspaceMemberConnection, { nullable: true, description: 'Its members.' })
  members(@Root() { id }: Workspace, @Args(() => WorkspaceMemberPageArgs) args: WorkspaceMemberPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.membersOfWorkspace.of(id, args);
  }

  @Mutation(() => Workspace, { nullable: true, description: 'Makes a workspace, with you as its owner and first member.' })
  createWorkspace(
    @Arg('input', () => CreateWorkspaceInput, { description: 'The new workspace.' }) input: CreateWorkspaceInput,
    @Ctx() { workspaces }: CrmContext,
  ) {
    return workspaces.create(input);
  }

  @Mutation(() => Workspace, { nullable: true, description: 'Edits a workspace of which you are an owner.' })
  updateWorkspace(
    @Arg('input', () => UpdateWorkspaceInput, { description: 'Which workspace, and what changes.' }) input: UpdateWorkspaceInput,
    @Ctx() { workspaces }: CrmContext,
  ) {
    return workspaces.update(input);
  }

  @Mutation(() => Workspace, {
    nullable: true,
    description: 'Makes another member the owner of a workspace of which you are an owner, and you an editor.',
  })
  transferWorkspace(
    @Arg('input', () => TransferWorkspaceInput, { description: 'Which workspace, and to whom.' }) input: TransferWorkspaceInput,
    @Ctx() { workspaces }: CrmContext,
  ) {
    return workspaces.transfer(input);
  }

  @Mutation(() => Workspace, {
    nullable: true,
    description:
      'Deletes a workspace of which you are an owner, and answers what it was. What it shared stays with its owners, and the workspaces inside stay.',
  })
  deleteWorkspace(
    @Arg('id', () => ID, { description: 'Which workspace.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { workspaces }: CrmContext,
  ) {
    return workspaces.delete(id, version);
  }
}
