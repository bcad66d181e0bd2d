import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { Workspace } from '../workspace/workspace.entity';
import { Lead, LeadConnection } from './lead.entity';
import { CreateLeadInput, LeadPageArgs, MoveLeadInput, UpdateLeadInput } from './lead.input';

@Resolver(() => Lead)
export class LeadResolver {
  @Query(() => Lead, { nullable: true, description: 'A lead by id; null when there is none that you may see.' })
  lead(@Arg('id', () => ID, { description: 'The id of the lead.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.lead.load(id);
  }

  @Query(() => LeadConnection, {
    nullable: true,
    description: 'Leads that you may see: your own and those of your workspaces, or all as an administrator.',
  })
  leads(@Args(() => LeadPageArgs) args: LeadPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.leads.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner; null when you may not see that user.' })
  user(@Root() { userId }: Lead, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @FieldResolver(() => Workspace, { nullable: true, description: 'The workspace that shares it, if you may see that one.' })
  workspace(@Root() { workspaceId }: Lead, @Ctx() { loaders }: CrmContext) {
    return workspaceId ? loaders.workspace.load(workspaceId) : null;
  }

  @Mutation(() => Lead, { nullable: true, description: 'Adds a lead of yours, shared in a workspace if you say so.' })
  createLead(@Arg('input', () => CreateLeadInput, { description: 'The new lead.' }) input: CreateLeadInput, @Ctx() { leads }: CrmContext) {
    return leads.create(input);
  }

  @Mutation(() => Lead, { nullable: true, description: 'Edits a lead of yours, or of a workspace of which you are an editor or an owner.' })
  updateLead(
    @Arg('input', () => UpdateLeadInput, { description: 'Which lead, and what changes.' }) input: UpdateLeadInput,
    @Ctx() { leads }: CrmContext,
  ) {
    return leads.update(input);
  }

  @Mutation(() => Lead, {
    nullable: true,
    description: 'Shares a lead in a workspace, or in none: one of yours, or of a workspace of which you are an owner.',
  })
  moveLead(
    @Arg('input', () => MoveLeadInput, { description: 'Which lead, and its workspace.' }) input: MoveLeadInput,
    @Ctx() { leads }: CrmContext,
  ) {
    return leads.move(input);
  }

  @Mutation(() => Lead, {
    nullable: true,
    description: 'Deletes a lead of yours, or of a workspace of which you are an owner, and answers what it was.',
  })
  deleteLead(
    @Arg('id', () => ID, { description: 'Which lead.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { leads }: CrmContext,
  ) {
    return leads.delete(id, version);
  }
}

/** What leads add to a user. */
@Resolver(() => User)
export class UserLeadsResolver {
  @FieldResolver(() => LeadConnection, { nullable: true, description: 'The leads that the user owns, as far as you may see them.' })
  leads(@Root() { id }: User, @Args(() => LeadPageArgs) args: LeadPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.leadsOfUser.of(id, args);
  }
}

/** What leads add to a workspace. */
@Resolver(() => Workspace)
export class WorkspaceLeadsResolver {
  @FieldResolver(() => LeadConnection, { nullable: true, description: 'The leads that the workspace shares.' })
  leads(@Root() { id }: Workspace, @Args(() => LeadPageArgs) args: LeadPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.leadsOfWorkspace.of(id, args);
  }
}
