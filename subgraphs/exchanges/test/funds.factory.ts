import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import type { DeepPartial } from 'typeorm';
import { DisqualificationAttestation } from '../src/disqualification-attestation/disqualification-attestation.entity';
import type { Exchange } from '../src/exchange/exchange.entity';
import { FundAccount, FundArrangement } from '../src/fund-account/fund-account.entity';
import { FundAuthorisation, type FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { FundEntry, FundEntryKind } from '../src/fund-entry/fund-entry.entity';
import { FundReconciliation } from '../src/fund-reconciliation/fund-reconciliation.entity';
import { FundRelease, FundReleasePurpose, FundReleaseState } from '../src/fund-release/fund-release.entity';
import type { ReleaseVerdict } from '../src/fund-release/release-verdict';
import { GainWorksheet } from '../src/gain-worksheet/gain-worksheet.entity';
import { gainWorksheet, WORKSHEET_INPUTS } from '../src/gain-worksheet/gain-worksheet.rules';
import type { WorksheetAmounts } from '../src/gain-worksheet/worksheet-amounts';
import { RelatedParty, RelatedPartyRelationship, RelatedPartySide } from '../src/related-party/related-party.entity';
import { TaxpayerForm, TaxpayerIdentity, TaxpayerSide } from '../src/taxpayer-identity/taxpayer-identity.entity';
import type { TestExchanges } from './exchanges.factory';

export const ALLOWED: ReleaseVerdict = {
  decision: 'ALLOW',
  reason: 'NOTHING_IDENTIFIED',
  explanation: 'given',
  citation: 'given',
  arithmetic: 'given',
  rulesVersion: 'given',
  notice: 'given',
};

const NOTHING = Object.fromEntries(WORKSHEET_INPUTS.map((name) => [name, '0.00'])) as unknown as WorksheetAmounts;

/** Rows of money and taxes, written past the services. */
export const fundRows = (service: TestExchanges) => {
  const account = ({ id }: Exchange, values: DeepPartial<FundAccount> = {}): Promise<FundAccount> =>
    service.given((db) =>
      db.save(
        db.create(FundAccount, {
          exchangeId: id,
          arrangement: FundArrangement.QUALIFIED_INTERMEDIARY,
          holder: 'Peak QI',
          institution: 'First Bank',
          subAccount: randomUUID().replace(/\d/g, 'x'),
          openedOn: '2026-01-02',
          ...values,
        }),
      ),
    );
  const entry = ({ id, exchangeId }: FundAccount, values: DeepPartial<FundEntry> = {}): Promise<FundEntry> =>
    service.given(async (db) => {
      const written = await db.save(
        db.create(FundEntry, {
          exchangeId,
          accountId: id,
          kind: FundEntryKind.PROCEEDS,
          credit: '1000.00',
          occurredOn: '2026-03-01',
          memo: 'Closing of 1 Main St',
          ...values,
        }),
      );
      return db.findOneByOrFail(FundEntry, { id: written.id });
    });
  const release = ({ id, exchangeId }: FundAccount, values: DeepPartial<FundRelease> = {}): Promise<FundRelease> =>
    service.given((db) =>
      db.save(
        db.create(FundRelease, {
          exchangeId,
          accountId: id,
          amount: '100.00',
          payee: 'Ann Miller',
          payeeIsTaxpayer: true,
          purpose: FundReleasePurpose.TO_TAXPAYER,
          state: FundReleaseState.REQUESTED,
          predicate: ALLOWED,
          inputs: {},
          decidedAt: new Date(0),
          ...values,
        }),
      ),
    );
  const authorisation = (
    { id, exchangeId }: FundRelease,
    side: FundSide,
    person: Viewer,
    values: DeepPartial<FundAuthorisation> = {},
  ): Promise<FundAuthorisation> =>
    service.given((db) =>
      db.save(
        db.create(FundAuthorisation, { releaseId: id, exchangeId, side, userId: person.userId, predicate: ALLOWED, inputs: {}, ...values }),
      ),
    );
  const reconciliation = ({ id, exchangeId }: FundAccount, values: DeepPartial<FundReconciliation> = {}): Promise<FundReconciliation> =>
    service.given((db) =>
      db.save(db.create(FundReconciliation, { exchangeId, accountId: id, asOf: '2026-03-31', bankBalance: '1000.00', ...values })),
    );
  const worksheet = ({ id }: Exchange, values: DeepPartial<GainWorksheet> = {}): Promise<GainWorksheet> =>
    service.given((db) =>
      db.save(
        db.create(GainWorksheet, {
          exchangeId: id,
          revision: 1,
          inputs: NOTHING,
          lines: [...gainWorksheet(NOTHING)],
          rulesVersion: 'given',
          ...values,
        } as GainWorksheet),
      ),
    );
  const party = ({ id }: Exchange, values: DeepPartial<RelatedParty> = {}): Promise<RelatedParty> =>
    service.given((db) =>
      db.save(
        db.create(RelatedParty, {
          exchangeId: id,
          name: 'Bob Miller',
          relationship: RelatedPartyRelationship.SIBLING,
          side: RelatedPartySide.SOLD_REPLACEMENT,
          ...values,
        }),
      ),
    );
  const attestation = ({ id }: Exchange, values: DeepPartial<DisqualificationAttestation> = {}): Promise<DisqualificationAttestation> =>
    service.given((db) =>
      db.save(
        db.create(DisqualificationAttestation, {
          exchangeId: id,
          name: 'Cid Law',
          statement: 'None.',
          attestedOn: '2026-03-01',
          ...values,
        }),
      ),
    );
  const taxpayer = ({ id }: Exchange, values: DeepPartial<TaxpayerIdentity> = {}): Promise<TaxpayerIdentity> =>
    service.given((db) =>
      db.save(
        db.create(TaxpayerIdentity, {
          exchangeId: id,
          side: TaxpayerSide.RELINQUISHED,
          vesting: 'Ann Miller',
          form: TaxpayerForm.INDIVIDUAL,
          ...values,
        }),
      ),
    );
  /** One row of each kind, with a thousand dollars in the account. @param signers two people who have authorised the release */
  const all = async (exchange: Exchange) => {
    const held = await account(exchange);
    const posted = await entry(held);
    const asked = await release(held);
    return {
      account: held,
      entry: posted,
      release: asked,
      reconciliation: await reconciliation(held),
      worksheet: await worksheet(exchange),
      party: await party(exchange),
      attestation: await attestation(exchange),
      taxpayer: await taxpayer(exchange),
    };
  };
  return { account, entry, release, authorisation, reconciliation, worksheet, party, attestation, taxpayer, all };
};

/** A mutation of one input, and what it answers or refuses. */
export const callWith =
  (service: TestExchanges, field: string, type: string, selection: string) =>
  (as: Viewer, input: object): Promise<TestAnswer> =>
    service.ask(as, `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`, { input });

export const codeOf = ({ errors }: TestAnswer): unknown => errors?.[0]?.extensions?.code;
