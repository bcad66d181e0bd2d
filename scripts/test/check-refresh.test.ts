import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { raceRefreshes } from '../src/refresh/races';
import { type Replica, startReplicas } from '../src/refresh/replicas';

let database: TestDatabase;
let replicas: Replica[];
beforeAll(async () => {
  database = await freshDatabase('crm');
  replicas = await startReplicas(database, 2);
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

describe('refreshes at once, over two replicas', () => {
  it('leave one live token each, and a replay ends the session', async () => {
    const outcome = await withClient(database.system, (client) => raceRefreshes(replicas, client, 20));
    expect(outcome).toEqual({ inputs: 20, refreshes: 113, ended: 20, broken: [] });
  });

  it('are found out when tokens are not exchanged', async () => {
    const lenient: Replica = {
      ask: async (_, { token }) => ({ data: { refreshSession: { accessToken: 'a', refreshToken: String(token) } } }),
      stop: async () => undefined,
    };
    const { ended, broken } = await withClient(database.system, (client) => raceRefreshes([lenient], client, 2));
    expect(ended).toBe(0);
    expect(broken).toContain('session 0: the token before the last is refused');
    expect(broken).toContain('session 1: its return ends, revokes and records');
  });
});
