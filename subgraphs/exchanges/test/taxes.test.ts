import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isDisqualified } from '../src/disqualification-attestation/disqualified';
import { taxpayerNumberPlace } from '../src/taxpayer-identity/sealed-tin';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { callWith, codeOf } from './funds.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => new Date('2026-04-16T19:00:00Z') });
});
afterAll(() => service.stop());

const fieldsOf = ({ errors }: Awaited<ReturnType<TestExchanges['ask']>>) =>
  Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object).sort();

describe('worksheets', () => {
  it('keep every calculation as a revision with its figures and sources, and no tax advice', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const compute = callWith(
      service,
      'createGainWorksheet',
      'CreateGainWorksheetInput',
      '{ revision rulesVersion notice inputs { cashReceived recapture } lines { line amount arithmetic source } computedBy { id } }',
    );
    const amounts = { cashReceived: '8', fmvReceived: '90', adjustedBasis: '10' };
    const first = (await compute(coordinator, { exchangeId: exchange.id, amounts })).data.createGainWorksheet;
    expect(first).toMatchObject({
      revision: 1,
      inputs: { cashReceived: '8.00', recapture: '0.00' },
      notice: expect.stringContaining('not tax advice'),
      computedBy: { id: coordinator.contactId },
    });
    expect(first.lines.find(({ line }: { line: number }) => line === 25)).toEqual({
      line: 25,
      amount: '10.00',
      arithmetic: '10.00 + 8.00 − 8.00 = 10.00',
      source: 'Form 8824, Part III, line 25; IRC 1031(d)',
    });
    const both = await Promise.all([1, 2].map(() => compute(coordinator, { exchangeId: exchange.id, amounts })));
    expect(both.map(({ data }) => data.createGainWorksheet.revision).sort()).toEqual([2, 3]);
    const list = 'query ($id: ID!) { exchange(id: $id) { worksheets(first: 1) { totalCount edges { node { revision } } } } }';
    expect((await service.ask(client, list, { id: exchange.id })).data.exchange.worksheets).toEqual({
      totalCount: 3,
      edges: [{ node: { revision: 3 } }],
    });
    expect(fieldsOf(await compute(coordinator, { exchangeId: exchange.id, amounts: { cashReceived: '-1', expenses: '0.001' } }))).toEqual([
      'input.amounts.cashReceived',
      'input.amounts.expenses',
    ]);
    expect(codeOf(await compute(client, { exchangeId: exchange.id, amounts }))).toBe('FORBIDDEN');
  });
});

describe('related parties', () => {
  it('are watched for two years after the last transfer, with a warning to file Form 8824', async () => {
    const { exchange, coordinator } = await service.staffed();
    const selection = '{ id version verdict { status watchUntil warning citation notice } }';
    const add = callWith(service, 'addRelatedParty', 'AddRelatedPartyInput', selection);
    const update = callWith(service, 'updateRelatedParty', 'UpdateRelatedPartyInput', selection);
    const party = { exchangeId: exchange.id, name: 'Bob Miller', relationship: 'SIBLING', side: 'SOLD_REPLACEMENT' };
    const added = (await add(coordinator, { ...party, lastTransferOn: '2026-03-01' })).data.addRelatedParty;
    expect(added).toMatchObject({
      verdict: { status: 'WATCH', watchUntil: '2028-03-01', citation: 'IRC 1031(f)(1)(C)', warning: expect.stringContaining('Form 8824') },
    });
    const sold = await update(coordinator, { id: added.id, version: 1, disposedOn: '2028-02-29' });
    expect(sold.data.updateRelatedParty).toMatchObject({ version: 2, verdict: { status: 'GAIN_RECOGNISED' } });
    const excepted = await update(coordinator, { id: added.id, exception: 'DEATH', explanation: 'Bob died.' });
    expect(excepted.data.updateRelatedParty.verdict.status).toBe('EXCEPTED');
    const stale = await update(coordinator, { id: added.id, version: 1, name: 'Late' });
    expect(codeOf(stale)).toBe('CONFLICT');
    expect(fieldsOf(await add(coordinator, { ...party, name: ' ', disposedOn: '2026-03-01', exception: 'DEATH' }))).toEqual(
      ['disposedOn', 'explanation', 'name'].map((name) => `input.${name}`),
    );
  });
});

describe('attestations', () => {
  it('judge each person by two years, ten per cent and kind of service, and the latest counts', async () => {
    const { exchange, coordinator } = await service.staffed({ transferDate: '2026-03-01' });
    const add = callWith(
      service,
      'addDisqualificationAttestation',
      'AddDisqualificationAttestationInput',
      '{ verdict { isDisqualified reason citation arithmetic notice } }',
    );
    const contactId = randomUUID();
    const base = { exchangeId: exchange.id, statement: 'As the questionnaire says.', attestedOn: '2026-04-01' };
    const verdict = async (input: object) => (await add(coordinator, { ...base, ...input })).data.addDisqualificationAttestation.verdict;
    const agent = { name: 'Cid Law', contactId, agentKind: 'ATTORNEY' };
    expect(await verdict({ ...agent, lastServiceOn: '2024-03-01' })).toMatchObject({
      isDisqualified: true,
      reason: 'AGENT',
      citation: '26 CFR 1.1031(k)-1(k)(2)',
    });
    const is = (person: object) => service.given((db) => isDisqualified(db, exchange.id, person, '2026-03-01'));
    expect([await is({ contactId }), await is({ name: 'CID  LAW' }), await is({ name: 'Dan Deed' })]).toEqual([true, true, false]);
    expect(await verdict({ ...agent, lastServiceOn: '2024-02-29' })).toMatchObject({ isDisqualified: false, reason: 'NOTHING_AGAINST' });
    expect(await is({ contactId })).toBe(false);
    expect(
      await verdict({ name: 'Title Co', agentKind: 'ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST', lastServiceOn: '2026-02-01' }),
    ).toMatchObject({
      isDisqualified: false,
      reason: 'SERVICE_DISREGARDED',
    });
    const share = (ownershipPercent: string) => verdict({ name: 'Ann LLC', relation: 'OWNERSHIP', ownershipPercent });
    expect([(await share('10')).isDisqualified, (await share('10.000001')).isDisqualified]).toEqual([false, true]);
    expect((await verdict({ name: 'Eve', relation: 'FAMILY' })).reason).toBe('RELATED');
    expect((await verdict({ name: 'Fay', relatedToAgent: true })).reason).toBe('RELATED_TO_AGENT');
    expect(fieldsOf(await add(coordinator, { ...base, name: 'x', agentKind: 'EMPLOYEE', relation: 'OWNERSHIP' }))).toEqual([
      'input.lastServiceOn',
      'input.ownershipPercent',
    ]);
  });
});

describe('taxpayers', () => {
  it('keep a number sealed, show its last four digits, and tell neither in events', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const selection = '{ id version vesting tinKind tinLast4 }';
    const add = callWith(service, 'addTaxpayerIdentity', 'AddTaxpayerIdentityInput', selection);
    const update = callWith(service, 'updateTaxpayerIdentity', 'UpdateTaxpayerIdentityInput', selection);
    const base = { exchangeId: exchange.id, side: 'RELINQUISHED', vesting: 'Ann Miller', form: 'INDIVIDUAL' };
    const added = (await add(coordinator, { ...base, tinKind: 'SSN', tin: '078-05-1120' })).data.addTaxpayerIdentity;
    expect(added).toMatchObject({ tinKind: 'SSN', tinLast4: '1120' });
    const stored = async () => (await service.given((db) => db.query('SELECT * FROM taxpayer_identities WHERE id = $1', [added.id])))[0];
    const row = await stored();
    expect(JSON.stringify(row)).not.toContain('078051120');
    const place = taxpayerNumberPlace({ id: added.id, exchangeId: exchange.id });
    expect(await service.cipher.decrypt({ ciphertext: row.tin_ciphertext, nonce: row.nonce, salt: row.salt }, place)).toBe('078051120');
    const changed = await update(coordinator, { id: added.id, version: 1, tinKind: 'EIN', tin: '12-3456789' });
    expect(changed.data.updateTaxpayerIdentity).toMatchObject({ version: 2, tinKind: 'EIN', tinLast4: '6789' });
    const events = JSON.stringify(
      await service.given((db) => db.query('SELECT payload FROM outbox_events WHERE subject_id = $1', [added.id])),
    );
    for (const secret of ['"1120"', '"6789"', '078051120', '123456789', row.tin_ciphertext]) expect(events).not.toContain(secret);
    expect(events).toContain('[redacted]');
    const gone = await update(coordinator, { id: added.id, tin: null });
    expect(gone.data.updateTaxpayerIdentity).toMatchObject({ tinKind: null, tinLast4: null });
    expect((await stored()).tin_ciphertext).toBeNull();
    expect(codeOf(await update(client, { id: added.id, vesting: 'Me' }))).toBe('FORBIDDEN');
    const bad = await add(coordinator, { ...base, vesting: ' ', tin: '1234', isDisregarded: true });
    expect(fieldsOf(bad)).toEqual(['isDisregarded', 'ownerName', 'tin', 'tinKind', 'vesting'].map((name) => `input.${name}`));
    expect(JSON.stringify(bad.errors)).not.toContain('1234');
  });

  it('are the same on both sides, or a warning says that they are not', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const add = callWith(service, 'addTaxpayerIdentity', 'AddTaxpayerIdentityInput', '{ id }');
    const query = 'query ($id: ID!) { exchange(id: $id) { sameTaxpayer { verdict arithmetic citation notice } taxpayers { vesting } } }';
    const check = async () => (await service.ask(client, query, { id: exchange.id })).data.exchange.sameTaxpayer;
    await add(coordinator, { exchangeId: exchange.id, side: 'RELINQUISHED', vesting: 'Ann Miller', form: 'INDIVIDUAL' });
    expect((await check()).verdict).toBe('WARNING');
    const entity = { exchangeId: exchange.id, side: 'REPLACEMENT', form: 'SINGLE_MEMBER_LLC', vesting: 'Oak St LLC' };
    await add(coordinator, { ...entity, isDisregarded: true, ownerName: 'ANN MILLER' });
    expect(await check()).toMatchObject({
      verdict: 'OK',
      arithmetic: 'gives up: Ann Miller; receives: Oak St LLC (disregarded; owner ANN MILLER)',
    });
    await add(coordinator, { ...entity, form: 'PARTNERSHIP', vesting: 'Miller & Sons LP' });
    expect((await check()).verdict).toBe('WARNING');
  });
});
