import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { Workspace } from '../workspace/workspace.entity';
import { WorkspaceMember } from './workspace-member.entity';
import { AddWorkspaceMemberInput, SetWorkspaceMemberRoleInput } from './workspace-member.input';

@Resolver(() => WorkspaceMember)
export class WorkspaceMemberResolver {
  @FieldResolver(() => User, { nullable: true, description: 'Who it is; null when you may not see that user.' })
  user(@Root() { userId }: WorkspaceMember, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @FieldResolver(() => Workspace, { nullable: true, description: 'The workspace; null once you have left it.' })
  workspace(@Root() { workspaceId }: WorkspaceMember, @Ctx() { loaders }: CrmContext) {
    return loaders.workspace.load(workspaceId);
  }

  @Mutation(() => WorkspaceMember, { nullable: true, description: 'Adds a user to a workspace of which you are an owner.' })
  addWorkspaceMember(
    @Arg('input', () => AddWorkspaceMemberInput, { description: 'Who, where, and as what.' }) input: AddWorkspaceMemberInput,
    @Ctx() { workspaceMembers }: CrmContext,
  ) {
    return workspaceMembers.add(input);
  }

  @Mutation(() => WorkspaceMember, { nullable: true, description: 'Changes what a member may do; the last owner stays one.' })
  setWorkspaceMemberRole(
    @Arg('input', () => SetWorkspaceMemberRoleInput, { description: 'Which member, and its role.' }) input: SetWorkspaceMemberRoleInput,
    @Ctx() { workspaceMembers }: CrmContext,
  ) {
    return workspaceMembers.setRole(input);
  }

  @Mutation(() => WorkspaceMember, {
    nullable: true,
    description: 'Takes a member out of a workspace of which you are an owner, or yourself out of any; the last owner stays.',
  })
  removeWorkspaceMember(
    @Arg('id', () => ID, { description: 'Which member.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { workspaceMembers }: CrmContext,
  ) {
    return workspaceMembers.remove(id, version);
  }
}
