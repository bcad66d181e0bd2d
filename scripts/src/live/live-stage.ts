import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ExchangesContext } from '@plat/exchanges/context';
import { model } from '@plat/exchanges/data-source';
import { definition } from '@plat/exchanges/definition';
import { Exchange } from '@plat/exchanges/exchange/exchange.entity';
import {
  ExchangeParticipant,
  type ParticipantPermission,
  ParticipantRole,
} from '@plat/exchanges/exchange-participant/exchange-participant.entity';
import { ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import { Viewer } from '@plat/shared/access/viewer';
import type { ServiceConfig } from '@plat/shared/config/service-config';
import { createDataSource } from '@plat/shared/database/data-source';
import { migrate } from '@plat/shared/database/migrate';
import { SERVICES, type ServiceUrls } from '@plat/shared/database/service';
import { Subgraph } from '@plat/shared/graphql/subgraph';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import type { JWK } from 'jose';
import { EXEC_ARGV, programFile } from '../processes/as-this';
import type { LiveOrder } from './live-process';
import { TRIAL_KEYS } from './trial-keys';

const PROGRAM = programFile(join(__dirname, 'live-process'));
/** An address at which nothing listens. */
const NOWHERE = 'http://127.0.0.1:1';

export const now = () => performance.timeOrigin + performance.now();

const keyOf = (name: string): { key: JWK; publicKey: JWK } => {
  const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: `${name}.1` } as JWK;
  const { d: _private, ...publicKey } = key;
  return { key, publicKey };
};

const personOf = (role: 'COORDINATOR' | 'CLIENT') =>
  new Viewer({ userId: randomUUID(), sessionId: randomUUID(), contactId: randomUUID(), role, permissions: [] });

/** An exchange with as many people as are told of it, the service's process, and whoever changes the exchange. */
export interface LiveStage {
  readonly url: string;
  readonly gatewayKey: JWK;
  readonly exchangeId: string;
  readonly people: readonly Viewer[];
  /** Says something as a request does, in another process than the one that tells. @returns when its COMMIT was sent */
  say(content: string): Promise<number>;
  /** Ends somebody's part in the exchange. */
  deactivate(person: Viewer): Promise<void>;
  stop(): Promise<void>;
}

/** @param urls of an empty, provisioned database */
export async function liveStage(urls: ServiceUrls, subscribers: number): Promise<LiveStage> {
  await migrate(urls.owner, { service: 'exchanges', migrations: model.migrations });
  await migrateJobs(urls.system, 'exchanges');
  const [gateway, own] = [keyOf('gateway'), keyOf('exchanges')];
  const config: ServiceConfig = {
    databaseUrl: urls.app,
    systemDatabaseUrl: urls.system,
    poolSize: 10,
    systemPoolSize: 3,
    connectionWaitMs: 1_000,
    host: '127.0.0.1',
    port: 0,
    cursorKey: randomBytes(32),
    trustedKeys: [gateway.publicKey, own.publicKey],
    key: own.key,
    serviceUrls: Object.fromEntries(SERVICES.map((name) => [name, NOWHERE])) as ServiceConfig['serviceUrls'],
    logLevel: 'fatal',
    runsJobs: false,
  };
  const coordinator = personOf('COORDINATOR');
  const people = Array.from({ length: subscribers }, () => personOf('CLIENT'));
  const { exchangeId, partOf } = await anExchange(urls, coordinator, people);
  const child = fork(PROGRAM, { execArgv: EXEC_ARGV, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const url = await listening(child, { ...config, cursorKey: config.cursorKey.toString('base64url') });
  let committing = 0;
  const writer = await Subgraph.start(definition(TRIAL_KEYS), { ...config, poolSize: 2 }, (sql) => {
    if (sql.endsWith('COMMIT')) committing = now();
  });
  return {
    url,
    gatewayKey: gateway.key,
    exchangeId,
    people,
    say: async (content) => {
      await writer.work(coordinator, ({ exchangeMessages }: ExchangesContext) => exchangeMessages.send({ exchangeId, content }));
      return committing;
    },
    deactivate: async ({ contactId = '' }) => {
      const id = partOf.get(contactId) ?? '';
      await writer.work(coordinator, ({ exchangeParticipants }: ExchangesContext) => exchangeParticipants.update({ id, isActive: false }));
    },
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await Promise.all([exit, writer.stop()]);
    },
  };
}

async function anExchange({ system }: ServiceUrls, coordinator: Viewer, people: readonly Viewer[]) {
  const source = await createDataSource(system, model, 1, 'live trial').initialize();
  try {
    const db = source.manager;
    const exchange = await db.save(
      db.create(Exchange, {
        exchangeNumber: `T-${randomUUID()}`,
        name: 'before',
        clientContactId: people[0]?.contactId,
        coordinatorContactId: coordinator.contactId,
      }),
    );
    const part = (person: Viewer, role: ParticipantRole) =>
      db.create(ExchangeParticipant, {
        exchangeId: exchange.id,
        contactId: person.contactId,
        role,
        permissions: ROLE_MATRIX[role] as ParticipantPermission[],
      });
    const parts = [part(coordinator, ParticipantRole.COORDINATOR), ...people.map((person) => part(person, ParticipantRole.CLIENT))];
    const partOf = new Map((await db.save(parts)).map(({ contactId, id }) => [contactId, id]));
    return { exchangeId: exchange.id, partOf };
  } finally {
    await source.destroy();
  }
}

function listening(child: ChildProcess, order: LiveOrder): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', ({ listening }: { listening: string }) => resolve(listening));
    child.once('exit', () => reject(new Error('The process of exchanges ended before it listened.')));
    child.send(order);
  });
}
