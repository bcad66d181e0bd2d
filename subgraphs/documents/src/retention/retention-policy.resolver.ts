import { DateTime } from '@plat/shared/graphql/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { User } from '../user/user.stub';
import { RetentionPolicy, RetentionPolicyConnection } from './retention-policy.entity';
import { CreateRetentionPolicyInput, RetentionPolicyPageArgs, UpdateRetentionPolicyInput } from './retention-policy.input';

@Resolver(() => RetentionPolicy)
export class RetentionPolicyResolver {
  @Query(() => RetentionPolicy, { nullable: true, description: 'A retention policy by id, for administrators.' })
  retentionPolicy(@Arg('id', () => ID, { description: 'The id of the policy.' }) id: string, @Ctx() { loaders }: DocumentsContext) {
    return loaders.retentionPolicy.load(id);
  }

  @Query(() => RetentionPolicyConnection, { nullable: true, description: 'How long documents are kept, for administrators.' })
  retentionPolicies(@Args(() => RetentionPolicyPageArgs) args: RetentionPolicyPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.retentionPolicies.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who made it.' })
  createdBy(@Root() { createdById }: RetentionPolicy) {
    return createdById ? { id: createdById } : null;
  }

  @Mutation(() => RetentionPolicy, { nullable: true, description: 'Says how long documents of a kind are kept, as an administrator.' })
  createRetentionPolicy(
    @Arg('input', () => CreateRetentionPolicyInput, { description: 'Which documents, from when, and for how long.' })
    input: CreateRetentionPolicyInput,
    @Ctx() { retentionPolicies }: DocumentsContext,
  ) {
    return retentionPolicies.create(input);
  }

  @Mutation(() => RetentionPolicy, { nullable: true, description: 'Edits how long documents of a kind are kept, as an administrator.' })
  updateRetentionPolicy(
    @Arg('input', () => UpdateRetentionPolicyInput, { description: 'Which policy, and what changes.' }) input: UpdateRetentionPolicyInput,
    @Ctx() { retentionPolicies }: DocumentsContext,
  ) {
    return retentionPolicies.update(input);
  }
}

@Resolver(() => Document)
export class RetainedDocumentResolver {
  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'Until when nobody removes it for good; null when nothing keeps it, or while its exchange goes on: see `retainedBeyondExchange`.',
  })
  async retainedUntil(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    const retained = await loaders.retention.load(id);
    return retained && !retained.isOpen ? retained.until : null;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether nobody removes it for good before its exchange has ended, and for the time of a policy from then on.',
  })
  async retainedBeyondExchange(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return (await loaders.retention.load(id))?.isOpen ?? false;
  }
}
