import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { FundAuthorisation } from '../fund-authorisation/fund-authorisation.entity';
import { FundRelease } from './fund-release.entity';
import { AuthoriseFundReleaseInput, CreateFundReleaseInput } from './fund-release.input';

@Resolver(() => FundRelease)
export class FundReleaseResolver {
  @Query(() => FundRelease, { nullable: true, description: 'A release by id; null when there is none that you may see.' })
  fundRelease(@Arg('id', () => ID, { description: 'The id of the release.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.fundRelease.load(id);
  }

  @FieldResolver(() => [FundAuthorisation], {
    nullable: true,
    description: 'Who has authorised it: it takes two people, one of each side.',
  })
  authorisations(@Root() { id }: FundRelease, @Ctx() { loaders }: ExchangesContext) {
    return loaders.authorisationsOfRelease.load(id);
  }

  @FieldResolver(() => ExchangeProperty, { nullable: true, description: 'The property that it buys.' })
  exchangeProperty(@Root() { exchangePropertyId }: FundRelease, @Ctx() { loaders }: ExchangesContext) {
    return exchangePropertyId ? loaders.exchangeProperty.load(exchangePropertyId) : null;
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who asked for it.' })
  requestedBy(@Root() { requestedById }: FundRelease) {
    return requestedById ? { id: requestedById } : null;
  }

  @Mutation(() => FundRelease, {
    nullable: true,
    description:
      'Asks for money of an exchange to be paid, as its coordinator or as an administrator. What the rule denies is kept as DENIED, with the reason. Refused while it cannot be known whose rights were just taken back.',
  })
  createFundRelease(
    @Arg('input', () => CreateFundReleaseInput, { description: 'How much, to whom, and what for.' }) input: CreateFundReleaseInput,
    @Ctx() { fundReleases }: ExchangesContext,
  ) {
    return fundReleases.create(input);
  }

  @Mutation(() => FundRelease, {
    nullable: true,
    description:
      'Authorises a release for one of its sides; two different people must, and the rule is asked again. Refused while it cannot be known whose rights were just taken back.',
  })
  authoriseFundRelease(
    @Arg('input', () => AuthoriseFundReleaseInput, { description: 'Which release, and for whom.' }) input: AuthoriseFundReleaseInput,
    @Ctx() { fundReleases }: ExchangesContext,
  ) {
    return fundReleases.authorise(input);
  }

  @Mutation(() => FundRelease, {
    nullable: true,
    description:
      'Records that an authorised release is paid, with its entry in the ledger, as a coordinator or administrator; the rule is asked again. Refused while it cannot be known whose rights were just taken back.',
  })
  payFundRelease(@Arg('id', () => ID, { description: 'Which release.' }) id: string, @Ctx() { fundReleases }: ExchangesContext) {
    return fundReleases.pay(id);
  }

  @Mutation(() => FundRelease, {
    nullable: true,
    description: 'Takes a release back that is not paid yet, as a coordinator or administrator.',
  })
  cancelFundRelease(@Arg('id', () => ID, { description: 'Which release.' }) id: string, @Ctx() { fundReleases }: ExchangesContext) {
    return fundReleases.cancel(id);
  }
}

@Resolver(() => FundAuthorisation)
export class FundAuthorisationResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'Who it was.' })
  authorisedBy(@Root() { contactId }: FundAuthorisation) {
    return contactId ? { id: contactId } : null;
  }
}
