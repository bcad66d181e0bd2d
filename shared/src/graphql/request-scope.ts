import type { EntityManager } from 'typeorm';
import type { ServiceClient } from '../access/service-client';
import type { Viewer } from '../access/viewer';
import type { Projection } from '../database/projections';
import type { RequestDatabase } from '../database/request-database';
import type { AsSystem } from '../database/system-database';
import type { Live } from '../live/live-stream';
import type { References } from '../references/references';
import type { CursorCodec } from './cursor';

/** Where a request comes from, as the gateway saw it. */
export interface RequestOrigin {
  readonly requestId: string;
  /** The client's network address. */
  readonly address?: string;
  readonly userAgent?: string;
  /** What the client sent to have its mutations carried out once, as it sent it. */
  readonly idempotencyKey?: string;
}

/** All that a service, policy or loader may know of the request or root field that it works for. */
export interface RequestScope {
  readonly viewer: Viewer;
  /** The request's transaction, under the viewer's identity. */
  readonly db: EntityManager;
  readonly database: RequestDatabase;
  readonly asSystem: AsSystem;
  readonly cursors: CursorCodec;
  /** Of a query: which columns it reads of its rows. */
  readonly projection?: Projection;
  /** The other services, asked in this one's name. */
  readonly services: ServiceClient;
  /** Where a subscription waits for its news. */
  readonly live: Live;
  /** Confirms what is referred to in other services, before it is stored. */
  readonly references: References;
  /**
   * Before what must not happen on rights that were taken back a moment ago: reveals of secrets, changes of rights.
   * @throws PlatError UNAUTHENTICATED when they were, UNAVAILABLE when that cannot be known
   */
  assertCurrentIdentity(): Promise<void>;
  readonly origin: RequestOrigin;
}
