import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { ExchangesContext } from '../src/context';
import { postSystemMessage } from '../src/exchange-message/exchange-message.system';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const post = (viewer: Viewer, exchangeId: string, content = 'The stage is REPLACEMENT now.') =>
  service.subgraph.work(viewer, ({ scope }: ExchangesContext) => postSystemMessage(scope.db, exchangeId, content));
const messagesOf = (exchangeId: string): Promise<{ id: string; seq: string; content: string }[]> =>
  service.given((db) => db.query('SELECT id, seq, content FROM messages WHERE exchange_id = $1 ORDER BY seq', [exchangeId]));

describe('what the platform says in an exchange', () => {
  it('is said in the transaction of a coordinator or an administrator, and has nobody for a sender', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    await post(coordinator, exchange.id);
    await post(aViewer('ADMIN'), exchange.id, 'An override moved the deadline.');
    const [first, second] = await messagesOf(exchange.id);
    expect([first?.seq, second?.seq]).toEqual(['1', '2']);
    const query =
      'query ($id: ID!) { exchangeMessage(id: $id) { seq version content messageType isSystemMessage isDeleted sender { id } exchange { id } } }';
    expect((await service.ask(client, query, { id: first?.id })).data.exchangeMessage).toEqual({
      seq: 1,
      version: 1,
      content: 'The stage is REPLACEMENT now.',
      messageType: 'SYSTEM',
      isSystemMessage: true,
      isDeleted: false,
      sender: null,
      exchange: { id: exchange.id },
    });
  });

  it('is said by the service itself, too', async () => {
    const { exchange } = await service.staffed();
    await service.given((db) => postSystemMessage(db, exchange.id, 'A deadline has passed.'));
    expect(await messagesOf(exchange.id)).toMatchObject([{ seq: '1', content: 'A deadline has passed.' }]);
  });

  it('is told with its place and to whom it concerns, and without its words', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    await service.participant(exchange, aViewer('AGENCY'), ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    await service.participant(exchange, aViewer('AGENCY'), ParticipantRole.AGENCY, { isActive: false });
    await post(coordinator, exchange.id, 'Nobody else’s business');
    const [message] = await messagesOf(exchange.id);
    const [event] = await service.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [message?.id]),
    );
    expect(event).toMatchObject({
      type: 'exchange_message.sent',
      actor_user_id: coordinator.userId,
      payload: { exchangeId: exchange.id, messageId: message?.id, seq: 1, isSystemMessage: true, senderId: null },
    });
    expect([...event.payload.participants].sort()).toEqual(
      [coordinator, client, thirdParty, agency].map(({ contactId }) => contactId).sort(),
    );
    expect(JSON.stringify(event.payload)).not.toContain('business');
  });

  it('is not said by anybody else, nor where one runs nothing', async () => {
    const { exchange, client, thirdParty, agency } = await service.staffed();
    const { coordinator: elsewhere } = await service.staffed();
    for (const viewer of [client, thirdParty, agency, elsewhere, aViewer('SUPPORT')])
      await expect(post(viewer, exchange.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await messagesOf(exchange.id)).toEqual([]);
  });

  it('is gone with the transaction that it belongs to, and its number is given again', async () => {
    const { exchange, coordinator } = await service.staffed();
    const failing = service.subgraph.work(coordinator, async ({ scope }: ExchangesContext) => {
      await postSystemMessage(scope.db, exchange.id, 'Never happened.');
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    await post(coordinator, exchange.id, 'Happened.');
    expect(await messagesOf(exchange.id)).toMatchObject([{ seq: '1', content: 'Happened.' }]);
  });

  it('is refused for an exchange that there is not', async () => {
    await expect(post(aViewer('ADMIN'), randomUUID())).rejects.toMatchObject({ code: 'REFERENCED' });
  });
});
