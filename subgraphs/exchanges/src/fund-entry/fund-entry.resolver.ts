import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { FundRelease } from '../fund-release/fund-release.entity';
import { FundEntry } from './fund-entry.entity';
import { AddFundEntryInput, ReverseFundEntryInput } from './fund-entry.input';

@Resolver(() => FundEntry)
export class FundEntryResolver {
  @FieldResolver(() => FundEntry, { nullable: true, description: 'The entry that it takes back.' })
  reverses(@Root() { reversesId }: FundEntry, @Ctx() { loaders }: ExchangesContext) {
    return reversesId ? loaders.fundEntry.load(reversesId) : null;
  }

  @FieldResolver(() => FundEntry, { nullable: true, description: 'The entry that takes it back.' })
  reversedBy(@Root() { id }: FundEntry, @Ctx() { loaders }: ExchangesContext) {
    return loaders.reversal.load(id);
  }

  @FieldResolver(() => FundRelease, { nullable: true, description: 'The release that it pays.' })
  release(@Root() { releaseId }: FundEntry, @Ctx() { loaders }: ExchangesContext) {
    return releaseId ? loaders.fundRelease.load(releaseId) : null;
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who wrote it.' })
  recordedBy(@Root() { recordedById }: FundEntry) {
    return recordedById ? { id: recordedById } : null;
  }

  @Mutation(() => FundEntry, {
    nullable: true,
    description: 'Records money that came into an exchange’s account, as its coordinator or as an administrator.',
  })
  addFundEntry(
    @Arg('input', () => AddFundEntryInput, { description: 'Which exchange, and what came.' }) input: AddFundEntryInput,
    @Ctx() { fundEntries }: ExchangesContext,
  ) {
    return fundEntries.add(input);
  }

  @Mutation(() => FundEntry, {
    nullable: true,
    description:
      'Takes an entry back by another one, once, as a coordinator of its exchange or as an administrator; answers the other one.',
  })
  reverseFundEntry(
    @Arg('input', () => ReverseFundEntryInput, { description: 'Which entry, when and why.' }) input: ReverseFundEntryInput,
    @Ctx() { fundEntries }: ExchangesContext,
  ) {
    return fundEntries.reverse(input);
  }
}
