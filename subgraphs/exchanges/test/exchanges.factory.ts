import { randomBytes, randomUUID } from 'node:crypto';
import { ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import type { MasterKeys } from '@plat/shared/crypto/master-keys';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { withClient } from '@plat/shared/database/admin-client';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import type { ExchangesParts } from '../src/context';
import { definition } from '../src/definition';
import { Exchange } from '../src/exchange/exchange.entity';
import { ExchangeMessage, ExchangeMessageType } from '../src/exchange-message/exchange-message.entity';
import { ExchangeParticipant, type ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangeProperty, ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { ExchangeTask } from '../src/exchange-task/exchange-task.entity';
import { IdentificationVerdict } from '../src/identification/identification-verdict.entity';
import { verdictOn } from '../src/identification/identification-verdict.recorder';
import { DescriptionForm, IdentificationItem } from '../src/identification-notice/identification-item.entity';
import {
  IdentificationNotice,
  NoticeKind,
  NoticeRecipientCapacity,
  NoticeVerdict,
  NoticeWay,
} from '../src/identification-notice/identification-notice.entity';
import { ParkedKind, ParkingArrangement } from '../src/parking-arrangement/parking-arrangement.entity';
import { PropertyValuation, ValuationPurpose } from '../src/property-valuation/property-valuation.entity';

/** Where the clock of the tests begins, and stays unless a test sets it. */
export const TEST_NOW = '2026-11-01T20:00:00.000Z';

/** exchanges on a test database, with rows to be had. */
export interface TestExchanges extends TestSubgraph {
  /** Sets the service's clock. @param instant ISO 8601 */
  setClock(instant: string): void;
  readonly cipher: SecretCipher;
  exchange(values?: DeepPartial<Exchange>): Promise<Exchange>;
  /** With all that the role may, unless told otherwise. */
  participant(
    exchange: Exchange,
    person: Viewer,
    role: ParticipantRole,
    values?: DeepPartial<ExchangeParticipant>,
  ): Promise<ExchangeParticipant>;
  property(exchange: Exchange, values?: DeepPartial<ExchangeProperty>): Promise<ExchangeProperty>;
  task(exchange: Exchange, values?: DeepPartial<ExchangeTask>): Promise<ExchangeTask>;
  /** Said by somebody, or by the platform without a sender. */
  message(exchange: Exchange, sender: Viewer | null, values?: DeepPartial<ExchangeMessage>): Promise<ExchangeMessage>;
  valuation(property: ExchangeProperty, values?: DeepPartial<PropertyValuation>): Promise<PropertyValuation>;
  /** Signed by somebody, and accepted unless told otherwise; with the items that it is given. */
  notice(
    exchange: Exchange,
    values?: DeepPartial<IdentificationNotice>,
    items?: readonly DeepPartial<IdentificationItem>[],
  ): Promise<IdentificationNotice>;
  parking(exchange: Exchange, values?: DeepPartial<ParkingArrangement>): Promise<ParkingArrangement>;
  /** On record, of these properties. */
  verdict(exchange: Exchange, properties?: readonly ExchangeProperty[]): Promise<IdentificationVerdict>;
  /** An exchange with one person of each role. */
  staffed(values?: DeepPartial<Exchange>): Promise<Staffed>;
}

/** An exchange, and who takes part in it. */
export interface Staffed {
  readonly exchange: Exchange;
  readonly coordinator: Viewer;
  readonly client: Viewer;
  readonly thirdParty: Viewer;
  readonly agency: Viewer;
}

/**
 * What the database takes for a notice that is sent now. It has a clock of its own, while that of a test stands where the test
 * puts it. @param condition of `sent`
 */
export const databaseClock = ({ database }: Pick<TestSubgraph, 'database'>, condition: string): Promise<void> =>
  withClient(database.admin, async (client) => {
    await client.query(`CREATE OR REPLACE FUNCTION is_sent_now(sent timestamptz) RETURNS boolean LANGUAGE sql STABLE
      SET search_path = pg_catalog, public, pg_temp AS $$ SELECT ${condition} $$`);
  });

/** The same as in production. */
export const SENT_NOW = `sent BETWEEN now() - interval '5 minutes' AND now() + interval '5 minutes'`;

export async function startTestExchanges(
  variant: Parameters<typeof startTestSubgraph>[1] = {},
  parts: Partial<ExchangesParts> = {},
): Promise<TestExchanges> {
  let now = new Date(TEST_NOW);
  const masterKeys: MasterKeys = [{ id: 'test', key: randomBytes(32) }];
  const cipher = new SecretCipher(masterKeys, { iterations: 100_000 });
  const service = await startTestSubgraph(definition({ masterKeys }, { clock: () => now, cipher, ...parts }), variant);
  await databaseClock(service, 'true');
  const exchange: TestExchanges['exchange'] = (values) =>
    service.given((db) => db.save(db.create(Exchange, { exchangeNumber: `T-${randomUUID()}`, name: 'Main St for Oak St', ...values })));
  const participant: TestExchanges['participant'] = ({ id }, { contactId }, role, values) =>
    service.given((db) =>
      db.save(
        db.create(ExchangeParticipant, {
          exchangeId: id,
          contactId,
          role,
          permissions: ROLE_MATRIX[role] as ParticipantPermission[],
          isConfirmed: role === ParticipantRole.CLIENT,
          ...values,
        }),
      ),
    );
  return {
    ...service,
    setClock: (instant) => {
      now = new Date(instant);
    },
    cipher,
    exchange,
    participant,
    property: ({ id }, values) =>
      service.given((db) =>
        db.save(
          db.create(ExchangeProperty, {
            exchangeId: id,
            role: ExchangePropertyRole.RELINQUISHED,
            description: '1 Main St, Austin, TX 78701',
            ...values,
          }),
        ),
      ),
    task: ({ id }, values) =>
      service.given((db) => db.save(db.create(ExchangeTask, { exchangeId: id, title: 'Order the payoff letter', ...values }))),
    message: ({ id }, sender, values) =>
      service.given(async (db) => {
        const system = sender ? {} : { isSystemMessage: true, messageType: ExchangeMessageType.SYSTEM };
        const row = {
          id: randomUUID(),
          exchangeId: id,
          senderId: sender?.contactId ?? null,
          content: 'Good morning',
          seq: 0,
          ...system,
          ...values,
        };
        // The database numbers it, and `save` would keep the number that it was given.
        await db.createQueryBuilder().insert().into(ExchangeMessage).values(row).updateEntity(false).execute();
        return db.findOneByOrFail(ExchangeMessage, { id: row.id as string });
      }),
    valuation: ({ id }, values) =>
      service.given((db) =>
        db.save(
          db.create(PropertyValuation, {
            exchangePropertyId: id,
            purpose: ValuationPurpose.END_OF_IDENTIFICATION,
            asOf: '2026-04-15',
            amount: '500000.00',
            ...values,
          }),
        ),
      ),
    notice: ({ id, clientContactId }, values, items = []) =>
      service.given(async (db) => {
        const notice = await db.save(
          db.create(IdentificationNotice, {
            exchangeId: id,
            kind: NoticeKind.IDENTIFICATION,
            signedById: clientContactId ?? randomUUID(),
            signedOn: '2026-03-20',
            sentAt: '2026-03-20T18:00:00Z',
            sentHow: NoticeWay.MAIL,
            recipientName: 'Cascade Exchange Services',
            capacity: NoticeRecipientCapacity.INTERMEDIARY,
            verdict: NoticeVerdict.ACCEPTED,
            ...values,
          }),
        );
        const form = DescriptionForm.STREET_ADDRESS;
        const rows = items.map((item, position) =>
          db.create(IdentificationItem, { noticeId: notice.id, position, description: '1 Main St, Austin', form, ...item }),
        );
        await db.save(rows);
        return notice;
      }),
    parking: ({ id }, values) =>
      service.given((db) =>
        db.save(
          db.create(ParkingArrangement, {
            exchangeId: id,
            parkedKind: ParkedKind.REPLACEMENT,
            description: '41 Mill Race, Boulder, CO 80302',
            titleholderName: 'Cascade Holdings',
            parkedOn: '2026-03-02',
            ...values,
          }),
        ),
      ),
    verdict: (opened, properties = []) =>
      service.given(async (db) =>
        db.save(db.create(IdentificationVerdict, verdictOn({ exchange: opened, properties, valuations: [] }, new Date('2026-04-20')))),
      ),
    staffed: async (values) => {
      const [coordinator, client, thirdParty, agency] = [
        aViewer('COORDINATOR'),
        aViewer('CLIENT'),
        aViewer('THIRD_PARTY'),
        aViewer('AGENCY'),
      ];
      const opened = await exchange({ clientContactId: client.contactId, coordinatorContactId: coordinator.contactId, ...values });
      await participant(opened, coordinator, ParticipantRole.COORDINATOR);
      await participant(opened, client, ParticipantRole.CLIENT);
      await participant(opened, thirdParty, ParticipantRole.THIRD_PARTY);
      await participant(opened, agency, ParticipantRole.AGENCY);
      return { exchange: opened, coordinator, client, thirdParty, agency };
    },
  };
}
