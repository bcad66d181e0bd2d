import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Viewer } from '@plat/shared/access/viewer';
import { migrate } from '@plat/shared/database/migrate';
import { freePort } from '@plat/shared/database/postgres-server';
import { SERVICES, type ServiceUrls } from '@plat/shared/database/service';
import { PlatError } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Subgraph } from '@plat/shared/graphql/subgraph';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import type { JWK } from 'jose';
import { Client } from 'pg';
import type { TrialConfig } from './trial-children';
import { type TrialService, trialService } from './trial-service';

/** Two empty, provisioned databases, as far as a trial needs them. */
export type TrialDatabases = Readonly<Record<TrialService, ServiceUrls>>;

const keyOf = (name: string): { key: JWK; publicKey: JWK } => {
  const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: `${name}.1` } as JWK;
  const { d: _private, ...publicKey } = key;
  return { key, publicKey };
};

/** What a trial's processes are started with. */
export async function trialConfigs(databases: TrialDatabases): Promise<Readonly<Record<TrialService, TrialConfig>>> {
  const ports = { sync: await freePort(), crm: await freePort() };
  const keys = { sync: keyOf('sync'), crm: keyOf('crm') };
  const urls = Object.fromEntries(SERVICES.map((name) => [name, `http://127.0.0.1:${ports[name as TrialService] ?? 1}`]));
  const configOf = (name: TrialService): TrialConfig => ({
    databaseUrl: databases[name].app,
    systemDatabaseUrl: databases[name].system,
    poolSize: 4,
    systemPoolSize: 2,
    connectionWaitMs: 10_000,
    host: '127.0.0.1',
    port: ports[name],
    trustedKeys: [keys.sync.publicKey, keys.crm.publicKey],
    key: keys[name].key,
    serviceUrls: urls as TrialConfig['serviceUrls'],
    logLevel: 'fatal',
    runsJobs: true,
  });
  return { sync: configOf('sync'), crm: configOf('crm') };
}

export async function migrateTrial(databases: TrialDatabases): Promise<void> {
  for (const service of ['sync', 'crm'] as const) {
    await migrate(databases[service].owner, { service, migrations: trialService(service).model.migrations });
    await migrateJobs(databases[service].system, service);
  }
}

const ATTEMPTS = 5;

/** Records events of the telling service as requests do, each subject's one after another. It tells nobody of them. */
export async function trialRecorder(config: TrialConfig) {
  const subgraph = await Subgraph.start(trialService('sync'), { ...config, port: 0, runsJobs: false, cursorKey: randomBytes(32) });
  const numbers = new Map<string, number>();
  const viewer = new Viewer({ userId: randomUUID() });
  const attempt = (subject: string, first: number, events: number) =>
    subgraph.work(viewer, async ({ scope }: { scope: RequestScope }) => {
      for (let n = first; n < first + events; n += 1)
        await new Events(scope).recordOf('trial.happened', { type: 'Trial', id: subject }, { n });
    });
  return {
    /** One transaction. A busy database is asked again: it said so before anything was kept. @returns when it is committed */
    async record(subject: string, events = 1): Promise<void> {
      const first = (numbers.get(subject) ?? 0) + 1;
      numbers.set(subject, first + events - 1);
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(subject, first, events);
        } catch (error) {
          if (tries === ATTEMPTS || !(error instanceof PlatError) || error.code !== 'UNAVAILABLE') throw error;
        }
      }
    },
    stop: () => subgraph.stop(),
  };
}

/** Looks at what is still to be told, over one connection, so that looking costs little. */
export async function trialWatch({ sync }: TrialDatabases) {
  const client = new Client({ connectionString: sync.system });
  await client.connect();
  const open = async (): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox_deliveries WHERE subscriber = 'crm' AND delivered_at IS NULL`,
    );
    return rows[0]?.n ?? 0;
  };
  return {
    /** Waits until all is told, for so long at most. @returns how much is not */
    async settled(withinMs: number): Promise<number> {
      const end = performance.now() + withinMs;
      for (;;) {
        const left = await open();
        if (left === 0 || performance.now() > end) return left;
        await sleep(50);
      }
    },
    stop: () => client.end(),
  };
}
