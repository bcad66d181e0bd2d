import { Decimal } from '@plat/shared/graphql/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Lead } from '../lead/lead.entity';
import { Property } from '../property/property.entity';
import { User } from '../user/user.entity';
import { Deal, DealConnection } from './deal.entity';
import { CloseDealInput, CreateDealInput, DealPageArgs, UpdateDealInput } from './deal.input';
import { weightedValue } from './deal.rules';

@Resolver(() => Deal)
export class DealResolver {
  @Query(() => Deal, { nullable: true, description: 'A deal by id; null when there is none that you may see.' })
  deal(@Arg('id', () => ID, { description: 'The id of the deal.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.deal.load(id);
  }

  @Query(() => DealConnection, { nullable: true, description: 'Deals that you may see: your own, or all as an administrator.' })
  deals(@Args(() => DealPageArgs) args: DealPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.deals.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner.' })
  user(@Root() { userId }: Deal, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead that it is about, if you may see that one.' })
  lead(@Root() { leadId }: Deal, @Ctx() { loaders }: CrmContext) {
    return leadId ? loaders.lead.load(leadId) : null;
  }

  @FieldResolver(() => Property, { nullable: true, description: 'The property that it is about.' })
  property(@Root() { propertyId }: Deal, @Ctx() { loaders }: CrmContext) {
    return propertyId ? loaders.property.load(propertyId) : null;
  }

  @FieldResolver(() => Decimal, {
    nullable: true,
    description: 'What it is expected to bring times how likely it is won, to the cent; null unless both are known.',
  })
  weightedValue(@Root() deal: Deal) {
    return weightedValue(deal);
  }

  @Mutation(() => Deal, { nullable: true, description: 'Adds an active deal of yours. A property has one active deal at most.' })
  createDeal(@Arg('input', () => CreateDealInput, { description: 'The new deal.' }) input: CreateDealInput, @Ctx() { deals }: CrmContext) {
    return deals.create(input);
  }

  @Mutation(() => Deal, { nullable: true, description: 'Edits a deal of yours; of one that has ended neither stage nor probability.' })
  updateDeal(
    @Arg('input', () => UpdateDealInput, { description: 'Which deal, and what changes.' }) input: UpdateDealInput,
    @Ctx() { deals }: CrmContext,
  ) {
    return deals.update(input);
  }

  @Mutation(() => Deal, {
    nullable: true,
    description: 'Ends an active deal of yours as won or lost. It keeps its stage, and its property is free for another one.',
  })
  closeDeal(
    @Arg('input', () => CloseDealInput, { description: 'Which deal, and how it ended.' }) input: CloseDealInput,
    @Ctx() { deals }: CrmContext,
  ) {
    return deals.close(input);
  }

  @Mutation(() => Deal, {
    nullable: true,
    description: 'Puts an active deal of yours aside, neither won nor lost. Its property is free for another one.',
  })
  archiveDeal(
    @Arg('id', () => ID, { description: 'Which deal.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { deals }: CrmContext,
  ) {
    return deals.archive(id, version);
  }

  @Mutation(() => Deal, {
    nullable: true,
    description: 'Works again on a deal of yours that was won, lost or archived. It is as likely as its stage says, unless you said so.',
  })
  reopenDeal(
    @Arg('id', () => ID, { description: 'Which deal.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { deals }: CrmContext,
  ) {
    return deals.reopen(id, version);
  }

  @Mutation(() => Deal, {
    nullable: true,
    description: 'Deletes a deal of yours with its history, and answers what it was. Papers about it lose it.',
  })
  deleteDeal(
    @Arg('id', () => ID, { description: 'Which deal.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { deals }: CrmContext,
  ) {
    return deals.delete(id, version);
  }
}

/** What deals add to a user. */
@Resolver(() => User)
export class UserDealsResolver {
  @FieldResolver(() => DealConnection, { nullable: true, description: 'The deals of the user, as far as you may see them.' })
  deals(@Root() { id }: User, @Args(() => DealPageArgs) args: DealPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.dealsOfUser.of(id, args);
  }
}

/** What deals add to a lead. */
@Resolver(() => Lead)
export class LeadDealsResolver {
  @FieldResolver(() => DealConnection, { nullable: true, description: 'The deals about the lead, as far as you may see them.' })
  deals(@Root() { id }: Lead, @Args(() => DealPageArgs) args: DealPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.dealsOfLead.of(id, args);
  }
}

/** What deals add to a property. */
@Resolver(() => Property)
export class PropertyDealsResolver {
  @FieldResolver(() => DealConnection, { nullable: true, description: 'The deals about the property, as far as you may see them.' })
  deals(@Root() { id }: Property, @Args(() => DealPageArgs) args: DealPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.dealsOfProperty.of(id, args);
  }
}
