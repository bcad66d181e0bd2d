import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExchangeType } from '../src/exchange/exchange.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => new Date('2026-12-02T12:00:00Z') });
});
afterAll(() => service.stop());

const FIELDS = 'id version titleholder { id } checks { check limit actual passes source warning }';
const ADD = `mutation ($input: AddParkingArrangementInput!) { addParkingArrangement(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateParkingArrangementInput!) { updateParkingArrangement(input: $input) { ${FIELDS} } }`;
const parked = {
  parkedKind: 'REPLACEMENT',
  description: '41 Mill Race, Boulder',
  titleholderName: 'Cascade Holdings',
  parkedOn: '2026-11-20',
};
type Answer = Awaited<ReturnType<TestExchanges['ask']>>;
const fieldsOf = ({ errors }: Answer) => Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object).sort();

describe('parked property', () => {
  it('is checked by its dates, with warnings and sources', async () => {
    const { exchange, coordinator } = await service.staffed({ exchangeType: ExchangeType.REVERSE, parkingDate: '2026-11-20' });
    const titleholderId = randomUUID();
    const { data, errors } = await service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, ...parked, titleholderId } });
    expect(errors).toBeUndefined();
    const { id, titleholder, checks } = data.addParkingArrangement;
    expect(titleholder).toEqual({ id: titleholderId });
    expect(checks).toEqual([
      {
        check: 'AGREEMENT_IN_TIME',
        limit: '2026-11-30',
        actual: null,
        passes: false,
        source: 'Rev. Proc. 2000-37, section 4.02(3)',
        warning: expect.stringContaining('five business days'),
      },
      {
        check: 'IDENTIFIED_IN_TIME',
        limit: '2027-01-04',
        actual: null,
        passes: null,
        source: 'Rev. Proc. 2000-37, section 4.02(4)',
        warning: 'Identify the property to be given up by 2027-01-04.',
      },
      {
        check: 'COMBINED_PARKING',
        limit: '180',
        actual: '12',
        passes: null,
        source: 'Rev. Proc. 2000-37, section 4.02(6)',
        warning: '168 of 180 days are left.',
      },
    ]);
    await service.property(exchange, { identifiedAt: new Date('2026-12-01T12:00:00Z') });
    const changes = { agreementSignedOn: '2026-11-30', endedOn: '2026-12-01' };
    const updated = await service.ask(coordinator, UPDATE, { input: { id, version: 1, ...changes } });
    expect(updated.data.updateParkingArrangement).toMatchObject({ version: 2, checks: Array(3).fill({ passes: true, warning: null }) });
    const events = await service.given((db) => db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['parking_arrangement.created', 'parking_arrangement.updated']);
  });

  it('names every argument that breaks a rule, and belongs to exchanges that park', async () => {
    const { exchange, coordinator } = await service.staffed();
    const add = (input: object) => service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, ...parked, ...input } });
    expect(
      fieldsOf(
        await add({ description: ' ', titleholderName: '', titleholderId: 'x', endedOn: '2026-11-19', agreementSignedOn: '1026-11-20' }),
      ),
    ).toEqual(
      ['agreementSignedOn', 'description', 'endedOn', 'exchangeId', 'titleholderId', 'titleholderName'].map((name) => `input.${name}`),
    );
    const arrangement = await service.parking(exchange);
    const update = await service.ask(coordinator, UPDATE, { input: { id: arrangement.id, parkedOn: null, description: null } });
    expect(fieldsOf(update)).toEqual(['input.description', 'input.parkedOn']);
  });
});
