import { randomUUID } from 'node:crypto';
import { GRANTS_PATH } from '@plat/shared/access/grants';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { subscribeAs } from '@plat/shared/testing/subscribe-as';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ExchangeParticipant, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangeTaskStatus } from '../src/exchange-task/exchange-task.entity';
import type { TestExchanges } from './exchanges.factory';

/** What somebody may want of an exchange. */
export const VERBS = ['view', 'message', 'upload', 'manage tasks', 'see office', 'run exchange', 'delete exchange'] as const;
export type Verb = (typeof VERBS)[number];

/** How an operation went: `done`; `empty` for a query that finds nothing; or the code of the error. */
export type Outcome = string;

/** One way to do what a verb means, on rows of its own. */
export interface Operation {
  readonly verb: Verb;
  readonly name: string;
  /** Whether it asks for participations alone, above which administrators stand: theirs are no answer to it. */
  readonly ofParticipants?: boolean;
  readonly run: (service: TestExchanges, as: Viewer, exchange: Exchange) => Promise<Outcome>;
}

type Found = Readonly<Record<string, { readonly id?: string; readonly totalCount?: number } | readonly unknown[] | null>>;

const isFound = (value: Found[string] | undefined): boolean => {
  if (Array.isArray(value)) return value.some(Boolean);
  const { totalCount } = (value ?? {}) as { totalCount?: number };
  return Boolean(value) && totalCount !== 0;
};

/** A query of one field. */
const query =
  (field: string, variables: (service: TestExchanges, exchange: Exchange) => Promise<object> | object = () => ({})): Operation['run'] =>
  async (service, as, exchange) => {
    const { data, errors } = await service.ask(as, field, { id: exchange.id, ...(await variables(service, exchange)) });
    const code = errors?.[0]?.extensions?.code as string | undefined;
    return code ?? (isFound(Object.values(data as Found)[0]) ? 'done' : 'empty');
  };

/** A mutation; without an error it was done. */
const mutation =
  (field: string, type: string, input: (service: TestExchanges, exchange: Exchange) => Promise<object> | object): Operation['run'] =>
  async (service, as, exchange) => {
    const text = `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`;
    const { errors } = await service.ask(as, text, { input: await input(service, exchange) });
    return (errors?.[0]?.extensions?.code as string | undefined) ?? 'done';
  };

const onTask =
  (field: string, values: object = {}): Operation['run'] =>
  async (service, as, exchange) => {
    const { id } = await service.task(exchange, values);
    const { errors } = await service.ask(as, `mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id });
    return (errors?.[0]?.extensions?.code as string | undefined) ?? 'done';
  };

const reference = (type: string, row: (service: TestExchanges, exchange: Exchange) => Promise<{ id: string }>): Operation => ({
  verb: 'view',
  name: `_entities of ${type}`,
  run: query(`query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { id } } }`, async (service, exchange) => ({
    refs: [{ __typename: type, id: (await row(service, exchange)).id }],
  })),
});

const list = (field: string, filter: string): Operation => ({
  verb: 'view',
  name: field,
  run: query(`query ($id: ID!) { ${field}(filter: { ${filter}: { eq: $id } }) { totalCount } }`, async (service, exchange) => {
    await service.task(exchange);
    await service.property(exchange);
    return {};
  }),
});

/** Waits for news, of which there is one then: heard, or `empty` where there is no exchange to hear of. */
const subscription = (field: string, happen: (service: TestExchanges, exchange: Exchange) => Promise<unknown>): Operation => ({
  verb: 'view',
  name: field,
  run: async (service, as, exchange) => {
    const heard = await subscribeAs(service, as, `subscription ($id: ID!) { ${field}(exchangeId: $id) { id } }`, { id: exchange.id });
    await happen(service, exchange);
    const told = await Promise.race([heard.received(1).catch(() => undefined), heard.over.then(() => undefined)]);
    await heard.stop();
    const { errors, closed } = await heard.over;
    if (told) return isFound(told[0]?.data[field]) ? 'done' : 'null';
    return errors?.[0]?.extensions?.code === 'NOT_FOUND' ? 'empty' : JSON.stringify(errors ?? closed);
  },
});

const byAdmin = async (service: TestExchanges, field: string, type: string, input: object): Promise<void> => {
  const { errors } = await service.ask(aViewer('ADMIN'), `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`, { input });
  if (errors) throw new Error(JSON.stringify(errors));
};

/** On a message of whoever tries. */
const onOwnMessage =
  (text: string, variables: (id: string) => object): Operation['run'] =>
  async (service, as, exchange) => {
    const { id } = await service.message(exchange, as);
    const { errors } = await service.ask(as, text, { ...variables(id) });
    return (errors?.[0]?.extensions?.code as string | undefined) ?? 'done';
  };

/** What other services are told of somebody's rights: messages and documents are theirs to keep. */
const granted =
  (right: string): Operation['run'] =>
  async (service, as, exchange) => {
    const call = service.subgraph.internalCall('documents', NOBODY, { requestId: 'roles' });
    const question = { type: 'Exchange', ids: [exchange.id], principalId: as.contactId };
    const answer = await service.subgraph.internal[GRANTS_PATH]?.answer(question, call);
    const { grants } = answer as { grants: { permissions: string[]; isActive: boolean }[] };
    return grants.some(({ permissions, isActive }) => isActive && permissions.includes(right)) ? 'done' : 'FORBIDDEN';
  };

const someParticipant = (service: TestExchanges, { id }: Exchange) =>
  service.given((db) => db.findOneByOrFail(ExchangeParticipant, { exchangeId: id, role: ParticipantRole.CLIENT }));

/** All that can be tried; a new query, mutation or subscription over exchanges gets its line here. */
export const OPERATIONS: readonly Operation[] = [
  { verb: 'view', name: 'exchange', run: query('query ($id: ID!) { exchange(id: $id) { id } }') },
  list('exchanges', 'id'),
  list('exchangeParticipants', 'exchangeId'),
  list('exchangeProperties', 'exchangeId'),
  list('exchangeTasks', 'exchangeId'),
  reference('Exchange', async (_, exchange) => exchange),
  reference('ExchangeParticipant', someParticipant),
  reference('ExchangeProperty', (service, exchange) => service.property(exchange)),
  reference('ExchangeTask', (service, exchange) => service.task(exchange)),
  reference('ExchangeMessage', (service, exchange) => service.message(exchange, null)),
  subscription('exchangeChanged', (service, { id }) =>
    byAdmin(service, 'updateExchange', 'UpdateExchangeInput', { id, name: randomUUID() }),
  ),
  subscription('exchangeTaskChanged', (service, { id: exchangeId }) =>
    byAdmin(service, 'createExchangeTask', 'CreateExchangeTaskInput', { exchangeId, title: 'New' }),
  ),
  subscription('exchangeMessages', (service, { id: exchangeId }) =>
    byAdmin(service, 'sendExchangeMessage', 'SendExchangeMessageInput', { exchangeId, content: 'Heard?' }),
  ),
  {
    verb: 'message',
    name: 'sendExchangeMessage',
    run: mutation('sendExchangeMessage', 'SendExchangeMessageInput', (_, { id }) => ({ exchangeId: id, content: 'Good morning' })),
  },
  {
    verb: 'message',
    name: 'editExchangeMessage',
    run: onOwnMessage('mutation ($input: EditExchangeMessageInput!) { editExchangeMessage(input: $input) { id } }', (id) => ({
      input: { id, content: 'Edited' },
    })),
  },
  {
    verb: 'message',
    name: 'deleteExchangeMessage',
    run: onOwnMessage('mutation ($id: ID!) { deleteExchangeMessage(id: $id) { id } }', (id) => ({ id })),
  },
  { verb: 'message', name: 'the right MESSAGE', ofParticipants: true, run: granted('MESSAGE') },
  { verb: 'upload', name: 'the right UPLOAD', ofParticipants: true, run: granted('UPLOAD') },
  {
    verb: 'manage tasks',
    name: 'createExchangeTask',
    run: mutation('createExchangeTask', 'CreateExchangeTaskInput', (_, { id }) => ({ exchangeId: id, title: 'New' })),
  },
  {
    verb: 'manage tasks',
    name: 'updateExchangeTask',
    run: mutation('updateExchangeTask', 'UpdateExchangeTaskInput', async (service, exchange) => ({
      id: (await service.task(exchange)).id,
      title: 'Edited',
    })),
  },
  { verb: 'manage tasks', name: 'completeExchangeTask', run: onTask('completeExchangeTask') },
  { verb: 'manage tasks', name: 'reopenExchangeTask', run: onTask('reopenExchangeTask', { status: ExchangeTaskStatus.CANCELLED }) },
  { verb: 'manage tasks', name: 'deleteExchangeTask', run: onTask('deleteExchangeTask') },
  {
    verb: 'see office',
    name: 'participantHistory',
    run: async (service, as, { id }) => {
      const { data } = await service.ask(as, 'query ($id: ID!) { exchange(id: $id) { participantHistory { totalCount } ppMatterId } }', {
        id,
      });
      if (!data.exchange) return 'NOT_FOUND';
      const { participantHistory, ppMatterId } = data.exchange;
      // Both or neither: one alone would be a rule forgotten.
      if (participantHistory.totalCount > 0 !== (ppMatterId !== null)) return 'one of two';
      return ppMatterId === null ? 'FORBIDDEN' : 'done';
    },
  },
  {
    verb: 'run exchange',
    name: 'updateExchange',
    run: mutation('updateExchange', 'UpdateExchangeInput', (_, { id }) => ({ id, name: 'Edited' })),
  },
  {
    verb: 'run exchange',
    name: 'addExchangeParticipant',
    run: mutation('addExchangeParticipant', 'AddExchangeParticipantInput', (_, { id }) => ({
      ...{ exchangeId: id, contactId: randomUUID(), role: 'THIRD_PARTY' },
    })),
  },
  {
    verb: 'run exchange',
    name: 'updateExchangeParticipant',
    run: mutation('updateExchangeParticipant', 'UpdateExchangeParticipantInput', async (service, exchange) => ({
      id: (await someParticipant(service, exchange)).id,
      permissions: ['VIEW'],
    })),
  },
  {
    verb: 'run exchange',
    name: 'addExchangeProperty',
    run: mutation('addExchangeProperty', 'AddExchangePropertyInput', (_, { id }) => ({
      ...{ exchangeId: id, role: 'IDENTIFIED', description: 'Lot 12' },
    })),
  },
  {
    verb: 'run exchange',
    name: 'updateExchangeProperty',
    run: mutation('updateExchangeProperty', 'UpdateExchangePropertyInput', async (service, exchange) => ({
      id: (await service.property(exchange)).id,
      description: 'Edited',
    })),
  },
  {
    verb: 'delete exchange',
    name: 'deleteExchange',
    run: async (service, as, { id }) => {
      // What the other cells said there would keep it from everybody.
      await service.given((db) => db.query('DELETE FROM messages WHERE exchange_id = $1', [id]));
      const { errors } = await service.ask(as, 'mutation ($id: ID!) { deleteExchange(id: $id) { id } }', { id });
      return (errors?.[0]?.extensions?.code as string | undefined) ?? 'done';
    },
  },
];
