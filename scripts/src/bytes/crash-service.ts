import { ALL_EXTENSIONS } from '@plat/documents/blob/file-forms';
import { definition } from '@plat/documents/definition';
import { LocalStorage } from '@plat/documents/storage/local.storage';
import type { StorageProvider } from '@plat/documents/storage/storage.provider';
import { Storages } from '@plat/documents/storage/storages';
import { UPLOAD_LIMITS } from '@plat/documents/upload/upload.limits';
import { Revocations } from '@plat/shared/access/revocations';
import type { ServiceConfig } from '@plat/shared/config/service-config';
import { SERVICES, type ServiceUrls } from '@plat/shared/database/service';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import type { JWK } from 'jose';
import type { ScenarioName } from './crash-scenarios';

/** What a process of the trial is told. */
export interface CrashOrder {
  readonly urls: ServiceUrls;
  readonly folder: string;
  readonly userId: string;
  readonly gatewayKey: JWK;
  readonly gatewayPublicKey: JWK;
  readonly ownKey: JWK;
  /** Keys of 32 bytes, as base64url. */
  readonly secret: string;
  readonly scenario: ScenarioName;
  /** Steps that it may take. */
  readonly steps: number;
}

const bytes = ({ secret }: CrashOrder) => Buffer.from(secret, 'base64url');

export const crashConfig = (order: CrashOrder): ServiceConfig => ({
  databaseUrl: order.urls.app,
  systemDatabaseUrl: order.urls.system,
  poolSize: 4,
  systemPoolSize: 3,
  connectionWaitMs: 10_000,
  host: '127.0.0.1',
  port: 0,
  cursorKey: bytes(order),
  trustedKeys: [order.gatewayPublicKey],
  key: order.ownKey,
  serviceUrls: Object.fromEntries(SERVICES.map((name) => [name, 'http://127.0.0.1:1'])) as ServiceConfig['serviceUrls'],
  logLevel: 'silent',
  runsJobs: false,
});

/** A storage whose every act is a step, before it and after it. */
const stepping = (storage: StorageProvider, step: () => void): StorageProvider => {
  const act = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    step();
    return result;
  };
  const before = <A extends unknown[], T>(work: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => {
      step();
      return act(work(...args));
    };
  };
  return {
    kind: storage.kind,
    write: before((key, stream, size) => storage.write(key, stream, size)),
    read: before((key, range) => storage.read(key, range)),
    size: before((key) => storage.size(key)),
    remove: before((key) => storage.remove(key)),
    keys: () => storage.keys(),
  };
};

/** documents, whose users nobody revokes, beside services that are not there. */
export function documentsOf(order: CrashOrder, { step, clock }: { step?: () => void; clock?: () => Date } = {}): SubgraphDefinition {
  const local = new LocalStorage(order.folder);
  const revocations = new Revocations(() => 0);
  revocations.confirm(0);
  return {
    ...definition(
      {
        urlKey: bytes(order),
        pinPepper: bytes(order),
        storage: { newIn: 'LOCAL', folder: order.folder },
        taken: ALL_EXTENSIONS,
        limits: UPLOAD_LIMITS,
      },
      { storages: new Storages(step ? stepping(local, step) : local), clock, cards: { of: async () => ({ name: null, email: null }) } },
    ),
    revocations: async () => ({
      revocations,
      assertHolds: async () => undefined,
      assertCurrent: async () => undefined,
      stop: async () => undefined,
    }),
  };
}
