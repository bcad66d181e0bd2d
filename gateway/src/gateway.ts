import { readFile } from 'node:fs/promises';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { RevocationStream } from '@plat/shared/access/revocation-stream';
import { ServiceClient } from '@plat/shared/access/service-client';
import { createLog } from '@plat/shared/config/log';
import type { ServiceName } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { JWK } from 'jose';
import { request } from 'undici';
import { PartnerTokens } from './access/partner-tokens';
import type { GatewayConfig } from './config';
import { Engine } from './execution/engine';
import { httpTransport } from './execution/http-transport';
import { localTransport } from './execution/local-transport';
import { gatewayServer } from './http/server';

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a start may bring besides the configuration. */
export interface GatewayParts {
  /** Services that live in this process and are asked without HTTP. */
  readonly local?: Partial<Record<ServiceName, Subgraph>>;
  readonly playgroundDirectory?: string;
}

/** @throws Error in one sentence when the supergraph cannot be read or the port is in use */
export async function startGateway(config: GatewayConfig, { local = {}, playgroundDirectory }: GatewayParts = {}): Promise<RunningGateway> {
  const log = createLog('gateway', config.logLevel);
  const supergraph = await readFile(config.supergraph, 'utf8').catch(() => {
    throw new SetupError(
      `The supergraph ${config.supergraph} cannot be read; make it with npm run graph, or name another with SUPERGRAPH.`,
    );
  });
  const issuer = new IdentityIssuer('gateway', config.key);
  const transport = (name: string) => {
    const subgraph = local[name as ServiceName];
    return subgraph ? localTransport(subgraph) : httpTransport(name, config.serviceUrls[name as ServiceName]);
  };
  const engine = await Engine.start(supergraph, { transport, issuer, log });
  const services = new ServiceClient(issuer, config.serviceUrls);
  const revocations = await new RevocationStream(services, log).start();
  const fetchKeys = async (): Promise<JWK[]> => {
    const { statusCode, body } = await request(`${config.serviceUrls.crm}/.well-known/jwks.json`, {
      headersTimeout: 2_000,
      bodyTimeout: 2_000,
    });
    if (statusCode !== 200) throw new Error('crm publishes no keys');
    return ((await body.json()) as { keys: JWK[] }).keys;
  };
  const server = await gatewayServer({
    engine,
    log,
    trustedKeys: config.trustedKeys,
    fetchKeys,
    partnerTokens: new PartnerTokens(services, (viewer) => revocations.revocations.assertHolds(viewer)),
    revocations: revocations.revocations,
    crm: config.serviceUrls.crm,
    playgroundDirectory,
    demoUsers: config.demoUsers,
    trustedProxies: config.trustedProxies,
  });
  const stop = async () => {
    await server.close();
    await engine.stop();
    await revocations.stop();
    await services.close();
  };
  try {
    return { url: await server.listen({ host: config.host, port: config.port }), stop };
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SetupError(`Port ${config.port} of ${config.host} is in use; stop what listens there, or choose another with PORT.`);
  }
}
