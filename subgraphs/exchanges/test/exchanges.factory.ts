import { randomBytes, randomUUID } from 'node:crypto';
import { ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import type { MasterKeys } from '@plat/shared/crypto/master-keys';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import { definition } from '../src/definition';
import { Exchange } from '../src/exchange/exchange.entity';
import { ExchangeParticipant, type ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangeProperty, ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';

/** exchanges on a test database, with rows to be had. */
export interface TestExchanges extends TestSubgraph {
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

/** @param variant `now` is another clock for the rules of money and taxes */
export async function startTestExchanges({
  now = () => new Date(),
  ...variant
}: Parameters<typeof startTestSubgraph>[1] & { now?: () => Date } = {}): Promise<TestExchanges> {
  const masterKeys: MasterKeys = [{ id: 'test', key: randomBytes(32) }];
  const cipher = new SecretCipher(masterKeys, { iterations: 100_000 });
  const service = await startTestSubgraph(definition({ masterKeys }, { cipher, now }), variant);
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
          ...values,
        }),
      ),
    );
  return {
    ...service,
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
