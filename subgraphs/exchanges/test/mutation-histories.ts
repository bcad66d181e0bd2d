import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Staffed } from './exchanges.factory';

/** Where the clock of these histories stands: both periods run, the first is over. */
export const TODAY = '2026-11-01';
const TRANSFER = '2026-09-01';
const LATER = '2027-01-04';

/** What a history knows: its exchange and the ids that its mutations answered, by field. */
export interface Known {
  readonly staffed: Staffed;
  readonly ids: Map<string, string[]>;
  /** Which of several things, chosen by the history. */
  readonly which: number;
}

interface Call {
  readonly arguments: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const one = ({ ids, which }: Known, ...fields: string[]): string => {
  const all = fields.flatMap((field) => ids.get(field) ?? []);
  return all[which % Math.max(all.length, 1)] ?? randomUUID();
};

const byInput =
  (type: string, input: (known: Known) => object) =>
  (known: Known): Call => ({ arguments: `($input: ${type}!)|(input: $input)`, variables: { input: input(known) } });
const byId =
  (...fields: string[]) =>
  (known: Known): Call => ({ arguments: '($id: ID!)|(id: $id)', variables: { id: one(known, ...fields) } });
const marking = ({ staffed, which }: Known): Call => ({
  arguments: '($id: ID!, $seq: Int!)|(exchangeId: $id, upToSeq: $seq)',
  variables: { id: staffed.exchange.id, seq: which },
});
const of = ({ staffed }: Known) => ({ exchangeId: staffed.exchange.id });
const self = ({ staffed }: Known) => ({ id: staffed.exchange.id });
const property = (known: Known) => one(known, 'addExchangeProperty');

/** Every mutation of exchanges, with arguments of which some are refused; a new mutation gets its line here. */
export const MUTATIONS: Readonly<Record<string, (known: Known) => Call>> = {
  overrideExchangeDeadline: byInput('OverrideExchangeDeadlineInput', (known) => ({
    ...self(known),
    ...{ citation: 'IRS Notice 2026-99', reason: 'Flood', noticeOn: LATER, identificationOn: LATER },
  })),
  liftExchangeDeadlineOverride: byInput('LiftExchangeDeadlineOverrideInput', (known) => ({ ...self(known), reason: 'Wrong county' })),
  addDisqualificationAttestation: byInput('AddDisqualificationAttestationInput', (known) => ({
    ...of(known),
    ...{ name: 'Cid Law', statement: 'None.', attestedOn: known.which % 4 ? TRANSFER : '2199-01-01' },
  })),
  createExchange: byInput('CreateExchangeInput', ({ staffed: { client, coordinator }, which }) => ({
    ...{ name: 'Another', clientContactId: client.contactId, coordinatorContactId: coordinator.contactId },
    transferDate: which % 2 ? null : TRANSFER,
  })),
  updateExchange: byInput('UpdateExchangeInput', (known) => ({
    ...self(known),
    ...(known.which % 2 ? { name: `Name ${known.which}` } : { filerType: known.which % 4 ? 'INDIVIDUAL' : 'PARTNERSHIP' }),
  })),
  deleteExchange: byId('createExchange'),
  sendExchangeMessage: byInput('SendExchangeMessageInput', (known) => ({
    ...of(known),
    ...{ content: known.which % 5 ? 'Hello' : ' ', clientMessageId: known.which % 2 ? `m${known.which}` : null },
  })),
  editExchangeMessage: byInput('EditExchangeMessageInput', (known) => ({
    ...{ id: one(known, 'sendExchangeMessage'), content: `Edited ${known.which}` },
  })),
  deleteExchangeMessage: byId('sendExchangeMessage'),
  addExchangeParticipant: byInput('AddExchangeParticipantInput', (known) => ({
    ...of(known),
    ...{ contactId: randomUUID(), role: known.which % 2 ? 'AGENCY' : 'THIRD_PARTY' },
    ...(known.which % 3 === 0 && { permissions: ['VIEW', 'MANAGE'] }),
  })),
  updateExchangeParticipant: byInput('UpdateExchangeParticipantInput', (known) => ({
    id: one(known, 'addExchangeParticipant'),
    ...(known.which % 2 ? { isActive: known.which % 4 === 1 } : { permissions: ['VIEW'] }),
  })),
  addExchangeProperty: byInput('AddExchangePropertyInput', (known) => ({
    ...of(known),
    ...{ role: known.which % 2 ? 'IDENTIFIED' : 'RELINQUISHED', description: `${known.which} Oak St` },
  })),
  updateExchangeProperty: byInput('UpdateExchangePropertyInput', (known) => ({ id: property(known), description: `Lot ${known.which}` })),
  recordPropertyTransfer: byInput('RecordClosingInput', (known) => ({ id: property(known), on: TRANSFER, amount: '500000.00' })),
  recordPropertyReceipt: byInput('RecordClosingInput', (known) => ({ id: property(known), on: '2026-10-02', amount: '400000.00' })),
  completeExchange: byInput('CompleteExchangeInput', self),
  terminateExchange: byInput('TerminateExchangeInput', (known) => ({ ...self(known), reason: known.which % 2 ? ' ' : 'Sold' })),
  overrideExchangeStage: byInput('OverrideExchangeStageInput', (known) => ({
    ...self(known),
    ...{ stage: known.which % 2 ? 'REPLACEMENT' : 'PENDING', reason: 'So it is' },
  })),
  createExchangeTask: byInput('CreateExchangeTaskInput', (known) => ({ ...of(known), title: known.which % 4 ? 'New' : '' })),
  updateExchangeTask: byInput('UpdateExchangeTaskInput', (known) => ({
    ...{ id: one(known, 'createExchangeTask'), title: `Title ${known.which}` },
  })),
  completeExchangeTask: byId('createExchangeTask'),
  reopenExchangeTask: byId('createExchangeTask'),
  deleteExchangeTask: byId('createExchangeTask'),
  createFundAccount: byInput('CreateFundAccountInput', (known) => ({
    ...of(known),
    ...{ arrangement: 'QUALIFIED_INTERMEDIARY', holder: 'Peak QI', institution: 'First Bank', openedOn: TRANSFER },
    subAccount: randomUUID().replace(/\d/g, 'x'),
  })),
  updateFundAccount: byInput('UpdateFundAccountInput', (known) => ({
    ...{ id: one(known, 'createFundAccount'), holder: `Holder ${known.which}` },
  })),
  addFundEntry: byInput('AddFundEntryInput', (known) => ({
    ...of(known),
    ...{ kind: 'PROCEEDS', amount: `${known.which % 5}.50`, occurredOn: TRANSFER, memo: 'Closing' },
  })),
  reverseFundEntry: byInput('ReverseFundEntryInput', (known) => ({ id: one(known, 'addFundEntry'), occurredOn: TODAY, memo: 'Wrong' })),
  addFundReconciliation: byInput('AddFundReconciliationInput', (known) => ({ ...of(known), asOf: TODAY, bankBalance: '1.00' })),
  createFundRelease: byInput('CreateFundReleaseInput', (known) => ({
    ...of(known),
    ...{ amount: known.which % 4 ? '0.50' : '99.00', payee: 'Ann', purpose: 'TO_TAXPAYER' },
  })),
  authoriseFundRelease: byInput('AuthoriseFundReleaseInput', (known) => ({
    ...{ id: one(known, 'createFundRelease'), side: known.which % 2 ? 'TAXPAYER' : 'FACILITATOR' },
  })),
  payFundRelease: byId('createFundRelease'),
  cancelFundRelease: byId('createFundRelease'),
  createGainWorksheet: byInput('CreateGainWorksheetInput', (known) => ({
    ...of(known),
    amounts: { fmvReceived: known.which % 3 ? '10.00' : '-1' },
  })),
  serveIdentificationNotice: byInput('ServeIdentificationNoticeInput', (known) => ({
    ...of(known),
    ...{ items: [{ description: `${known.which + 1} Harbor Way` }], recipientName: 'Peak QI', capacity: 'INTERMEDIARY' },
    ...(known.which % 2 && { sentAt: '2026-09-20T18:00:00Z', sentHow: 'MAIL' }),
  })),
  recordNoticeReceipt: (known) => ({
    arguments: '($id: ID!, $at: DateTime!)|(id: $id, receivedAt: $at)',
    variables: { id: one(known, 'serveIdentificationNotice'), at: '2026-10-31T20:00:00Z' },
  }),
  addParkingArrangement: byInput('AddParkingArrangementInput', (known) => ({
    ...of(known),
    ...{ parkedKind: 'REPLACEMENT', description: 'Lot 2', titleholderName: 'EAT', parkedOn: TRANSFER },
  })),
  updateParkingArrangement: byInput('UpdateParkingArrangementInput', (known) => ({
    ...{ id: one(known, 'addParkingArrangement'), description: `Lot ${known.which}` },
  })),
  addPropertyValuation: byInput('AddPropertyValuationInput', (known) => ({
    ...{ exchangePropertyId: property(known), purpose: 'END_OF_IDENTIFICATION', asOf: '2026-10-10', amount: '100.00' },
  })),
  updatePropertyValuation: byInput('UpdatePropertyValuationInput', (known) => ({
    ...{ id: one(known, 'addPropertyValuation'), amount: `${known.which}.00` },
  })),
  deletePropertyValuation: byId('addPropertyValuation'),
  markExchangeRead: marking,
  markExchangeDelivered: marking,
  addRelatedParty: byInput('AddRelatedPartyInput', (known) => ({
    ...of(known),
    ...{ name: 'Bob', relationship: 'SIBLING', side: 'SOLD_REPLACEMENT' },
  })),
  updateRelatedParty: byInput('UpdateRelatedPartyInput', (known) => ({ id: one(known, 'addRelatedParty'), name: `Bob ${known.which}` })),
  addTaxpayerIdentity: byInput('AddTaxpayerIdentityInput', (known) => ({
    ...of(known),
    ...{ side: 'RELINQUISHED', vesting: known.which % 3 ? 'Ann Miller' : '', form: 'INDIVIDUAL' },
  })),
  updateTaxpayerIdentity: byInput('UpdateTaxpayerIdentityInput', (known) => ({
    ...{ id: one(known, 'addTaxpayerIdentity'), vesting: `Ann ${known.which}` },
  })),
};

/** A mutation with what it is sent. */
export function request(field: string, known: Known): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } {
  const call = MUTATIONS[field]?.(known) as Call;
  const [declared, given] = call.arguments.split('|');
  return { query: `mutation ${declared} { ${field}${given} { id } }`, variables: call.variables };
}

/** Who may do most of it comes most often. */
export const actorOf = ({ coordinator, client, agency, thirdParty }: Staffed, which: number): Viewer =>
  [coordinator, coordinator, client, coordinator, client, agency, thirdParty, aViewer('ADMIN'), aViewer('COORDINATOR')][
    which % 9
  ] as Viewer;
