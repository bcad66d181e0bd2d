import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { ServiceName } from '../database/service';
import { unavailable } from '../errors/plat-error';
import { IDENTITY_HEADER } from './identity-header';
import type { IdentityIssuer } from './identity-token';
import { ServiceConnection } from './service-connection';
import type { Viewer } from './viewer';

/** Base URL of each service, `http://host:port`. */
export type ServiceAddresses = Readonly<Record<ServiceName, string>>;

type Path = `/internal/${string}`;

/** What a service's graph answers. */
const graphAnswer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});
/** Of these a viewer who asked the graph themselves would learn as well: what they may not read is null. */
const WITHHELD = ['FORBIDDEN', 'NOT_FOUND'];

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
   * Asks a service's graph as a viewer, who gets what they may read there, and null for the rest.
   * @param schema what the data of the answer must be
   * @throws PlatError UNAVAILABLE when the service does not answer all of it
   */
  async query<S extends z.ZodType>(
    service: ServiceName,
    viewer: Viewer,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    schema: S,
  ): Promise<z.output<S>> {
    const headers = { 'content-type': 'application/json', [IDENTITY_HEADER]: await this.issuer.mint(viewer, service) };
    const body = JSON.stringify({ query, variables });
    const answer = graphAnswer.safeParse(await this.to(service).ask({ path: '/graphql', method: 'POST', headers, body }));
    const isWhole = answer.data?.errors?.every(({ extensions }) => WITHHELD.includes(extensions.code)) ?? true;
    const data = answer.success && isWhole ? schema.safeParse(answer.data.data) : undefined;
    if (!data?.success) throw unavailable(`The ${service} service does not answer all that was asked; try again.`);
    return data.data;
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
