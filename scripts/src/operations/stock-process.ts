import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readConfig } from '@plat/gateway/config';
import { AccessTokenVerifier } from '@plat/shared/access/access-token';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { endWithParent } from '@plat/shared/config/end-with-parent';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { ORIGIN_HEADERS } from '@plat/shared/graphql/subgraph-server';
import { request } from 'undici';

/** What of Apollo's packages is used; they lie with the other gateways to compare with, and are no dependency of ours. */
interface Apollo {
  readonly ApolloGateway: new (options: object) => object;
  readonly RemoteGraphQLDataSource: new (options: object) => object;
  readonly ApolloServer: new (options: object) => object;
  readonly startStandaloneServer: (server: object, options: object) => Promise<unknown>;
}

interface Asked {
  readonly request: { readonly http?: { readonly headers: Map<string, string> } };
  readonly context: { readonly viewer?: Viewer; readonly requestId?: string };
}

/** @apollo/gateway behind Apollo Server over our services, with the same check of access tokens and the same identity tokens. */
async function main(): Promise<void> {
  endWithParent();
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const from = createRequire(join(__dirname, '../../../bench/gateway/package.json'));
  const { ApolloGateway, RemoteGraphQLDataSource, ApolloServer, startStandaloneServer } = {
    ...from('@apollo/gateway'),
    ...from('@apollo/server'),
    ...from('@apollo/server/standalone'),
  } as Apollo;
  const { supergraph, serviceUrls, key, trustedKeys, port } = readConfig(process.env);
  const issuer = new IdentityIssuer('gateway', key);
  const verifier = new AccessTokenVerifier(trustedKeys, async () => {
    const { body } = await request(`${serviceUrls.crm}/.well-known/jwks.json`);
    return ((await body.json()) as { keys: [] }).keys;
  });
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
  const buildService = ({ name }: { readonly name: ServiceName }) =>
    new RemoteGraphQLDataSource({
      url: `${serviceUrls[name]}/graphql`,
      willSendRequest: async ({ request: { http }, context }: Asked) => {
        http?.headers.set(IDENTITY_HEADER, await issuer.mint(context.viewer ?? NOBODY, name));
        http?.headers.set(ORIGIN_HEADERS.requestId, context.requestId ?? 'bench');
      },
    });
  const named = SERVICES.reduce((sdl, name) => sdl.replaceAll(`http://${name}`, serviceUrls[name]), readFileSync(supergraph, 'utf8'));
  const gateway = new ApolloGateway({ supergraphSdl: named, buildService, logger });
  const server = new ApolloServer({ gateway, logger, csrfPrevention: false });
  await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }: { readonly req: { readonly headers: { readonly authorization?: string } } }) => {
      const token = req.headers.authorization?.replace(/^Bearer /, '');
      return { viewer: token ? await verifier.verify(token) : NOBODY };
    },
  });
  process.send?.({ listening: port });
}

void main();
