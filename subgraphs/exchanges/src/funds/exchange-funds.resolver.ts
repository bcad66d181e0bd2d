import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { DisqualificationAttestation } from '../disqualification-attestation/disqualification-attestation.entity';
import { Exchange } from '../exchange/exchange.entity';
import { FundAccount } from '../fund-account/fund-account.entity';
import { FundEntryConnection } from '../fund-entry/fund-entry.entity';
import { FundEntryPageArgs } from '../fund-entry/fund-entry.input';
import { FundReleaseConnection } from '../fund-release/fund-release.entity';
import { FundReleasePageArgs } from '../fund-release/fund-release.input';
import { GainWorksheetConnection } from '../gain-worksheet/gain-worksheet.entity';
import { GainWorksheetPageArgs } from '../gain-worksheet/gain-worksheet.input';
import { RelatedParty } from '../related-party/related-party.entity';
import { SameTaxpayerCheck } from '../taxpayer-identity/same-taxpayer-check';
import { TaxpayerIdentity } from '../taxpayer-identity/taxpayer-identity.entity';
import { sameTaxpayer } from '../taxpayer-identity/taxpayer-identity.rules';

/** What of an exchange is for administrators, its coordinators and its client alone. */
@Resolver(() => Exchange)
export class ExchangeFundsResolver {
  @FieldResolver(() => FundAccount, {
    nullable: true,
    description: 'Where its money is held; for administrators, its coordinators and its client, null for others.',
  })
  fundAccount(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.accountOfExchange.load(id);
  }

  @FieldResolver(() => FundEntryConnection, { nullable: true, description: 'Its ledger, each entry with the balance after it.' })
  fundEntries(@Root() { id }: Exchange, @Args(() => FundEntryPageArgs) args: FundEntryPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.entriesOfExchange.of(id, args);
  }

  @FieldResolver(() => FundReleaseConnection, { nullable: true, description: 'Money of it on its way out, and what was denied.' })
  releases(@Root() { id }: Exchange, @Args(() => FundReleasePageArgs) args: FundReleasePageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.releasesOfExchange.of(id, args);
  }

  @FieldResolver(() => GainWorksheetConnection, { nullable: true, description: 'Calculations of its gain and boot.' })
  worksheets(@Root() { id }: Exchange, @Args(() => GainWorksheetPageArgs) args: GainWorksheetPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.worksheetsOfExchange.of(id, args);
  }

  @FieldResolver(() => [RelatedParty], {
    nullable: true,
    description: 'Relatives and entities of the taxpayer with whom property is exchanged.',
  })
  relatedParties(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.relatedPartiesOfExchange.load(id);
  }

  @FieldResolver(() => [DisqualificationAttestation], {
    nullable: true,
    description: 'What was attested of people who are to act in it, the latest first.',
  })
  attestations(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.attestationsOfExchange.load(id);
  }

  @FieldResolver(() => [TaxpayerIdentity], { nullable: true, description: 'In whose names it gives up and receives.' })
  taxpayers(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.taxpayersOfExchange.load(id);
  }

  @FieldResolver(() => SameTaxpayerCheck, {
    nullable: true,
    description: 'Whether who gives up is who receives; for administrators, its coordinators and its client, null for others.',
  })
  async sameTaxpayer(@Root() { id }: Exchange, @Ctx() { loaders, fundsRights }: ExchangesContext): Promise<SameTaxpayerCheck | null> {
    if (!(await fundsRights.mayRead(id))) return null;
    return sameTaxpayer(await loaders.taxpayersOfExchange.load(id));
  }
}
