import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { SERVICES } from '../src/database/service';
import { translateDatabaseError } from '../src/errors/database-error';
import { patternsOf, subscribersOf } from '../src/events/subscriptions';
import { consequences } from '../src/references/consequences';
import { CROSS_REFERENCES, restrictersOf, TARGETS, type TargetType } from '../src/references/cross-references';
import { nounOf } from '../src/references/foreign-keys';
import { referenced, referencesPath } from '../src/references/restrictions';

const TYPES = Object.keys(TARGETS) as TargetType[];

describe('references across databases', () => {
  it('name the event by which each type tells its end', () => {
    for (const type of TYPES) expect(TARGETS[type].deleted).toBe(`${nounOf({ name: type } as never)}.deleted`);
  });

  it('make their service a subscriber to that event, with a handler of it', () => {
    for (const reference of CROSS_REFERENCES) {
      const { deleted, service } = TARGETS[reference.to];
      expect(service).not.toBe(reference.in);
      expect(subscribersOf(deleted)).toContain(reference.in);
      expect(patternsOf(reference.in)).toContain(deleted);
      expect(consequences(reference.in)[deleted]).toHaveLength(1);
    }
  });

  it('bring no handler of an event of which their service is not told', () => {
    for (const service of SERVICES)
      for (const pattern of Object.keys(consequences(service))) expect(subscribersOf(pattern)).toContain(service);
  });

  it('end by the word of the owner alone', async () => {
    const query = jest.fn(async () => []);
    const [handle] = consequences('builds')['client.deleted'] ?? [];
    const event = { subjectId: randomUUID(), payload: {} };
    const context = { db: { query }, events: {}, log: {} };
    for (const source of ['sync', 'crm'] as const) {
      await handle?.({ ...event, source } as never, context as never);
      expect(query.mock.calls.length > 0).toBe(source === 'crm');
    }
  });

  it('say who has to be asked before something is deleted', () => {
    expect(Object.fromEntries(TYPES.map((type) => [type, restrictersOf(type)]).filter(([, services]) => services?.length))).toEqual({
      Contact: ['exchanges'],
      Client: ['builds'],
      Role: ['builds'],
    });
  });

  it('are told of to services alone', () => {
    for (const path of Object.values(referencesPath('builds'))) expect(path.callers).toBe('services');
  });

  it('are added up by type where they keep something', () => {
    const error = referenced('Contact', [
      { type: 'ExchangeParticipant', count: 2 },
      { type: 'Client', count: 1 },
      { type: 'ExchangeParticipant', count: 1 },
    ]);
    expect(error.extensions).toEqual({
      code: 'REFERENCED',
      references: [
        { type: 'ExchangeParticipant', count: 3 },
        { type: 'Client', count: 1 },
      ],
    });
    expect(error.message).toBe('This Contact cannot be deleted, because others refer to it: 3 of ExchangeParticipant, 1 of Client.');
  });

  it('to what was deleted are refused without a word of SQL', () => {
    const error = translateDatabaseError({
      code: 'PL404',
      dataType: 'Client',
      column: 'client_id',
      message: 'a reference to something deleted',
    });
    expect(error).toMatchObject({
      message: 'The Client that this refers to was deleted.',
      extensions: { code: 'BAD_USER_INPUT', rule: 'client_id' },
    });
  });
});
