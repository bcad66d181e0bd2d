import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { ServiceName } from '../database/service';
import { unavailable } from '../errors/plat-error';
import { IDENTITY_HEADER, type IdentityIssuer } from './identity-token';
import { ServiceConnection } from './service-connection';
import type { Viewer } from './viewer';

/** Base URL of each service, `http://host:port`. */
export type ServiceAddresses = Readonly<Record<ServiceName, string>>;

type Path = `/internal/${string}`;

/** Calls the other services in the name of this process, on behalf of a viewer or of NOBODY. */
export class ServiceClient {
  private readonly connections = new Map<ServiceName, ServiceConnection>();

  constructor(
    private readonly issuer: IdentityIssuer,
    private readonly addresses: ServiceAddresses,
  ) {}

  /**
   * @param input the body @param schema what the answer must be
   * @throws PlatError UNAVAILABLE when the service does not answer, refuses, or answers something else
   */
  async call<S extends z.ZodType>(service: ServiceName, path: Path, viewer: Viewer, input: object, schema: S): Promise<z.output<S>> {
    const headers = { 'content-type': 'application/json', [IDENTITY_HEADER]: await this.issuer.mint(viewer, service) };
    const answer = schema.safeParse(await this.to(service).ask({ path, method: 'POST', headers, body: JSON.stringify(input) }));
    if (!answer.success) throw unavailable(`The ${service} service answers something that is not understood.`);
    return answer.data;
  }

  /**
   * Opens a stream of server-sent events. @param silenceMs how long the service may say nothing
   * @throws PlatError UNAVAILABLE when the service does not begin to answer
   */
  async open(
    service: ServiceName,
    path: Path,
    viewer: Viewer,
    bounds: { signal: AbortSignal; silenceMs: number },
  ): Promise<Dispatcher.ResponseData['body']> {
    const headers = { accept: 'text/event-stream', [IDENTITY_HEADER]: await this.issuer.mint(viewer, service) };
    return (await this.to(service).open({ path, method: 'GET', headers }, bounds)).body;
  }

  /** Waits for the calls under way. */
  async close(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
  }

  private to(service: ServiceName): ServiceConnection {
    const connection = this.connections.get(service) ?? new ServiceConnection(service, this.addresses[service]);
    this.connections.set(service, connection);
    return connection;
  }
}
