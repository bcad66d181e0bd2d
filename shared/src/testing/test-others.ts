import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { IDENTITY_HEADER } from '../access/identity-header';
import { IdentityVerifier } from '../access/identity-token';
import type { ServiceAddresses } from '../access/service-client';
import { SERVICES, type ServiceName } from '../database/service';
import { EXISTS_PATH, type ExistsQuestion, existsQuestion, type SeenType } from '../references/existence';

/**
 * In the place of the other services, for one that is tested alone: they listen, check who calls, and say that all that
 * is referred to exists, but for what a test hides. They answer nothing else.
 */
export interface TestOthers {
  readonly addresses: ServiceAddresses;
  /** What was asked so far, and as whom. */
  readonly questions: readonly (ExistsQuestion & { readonly service: ServiceName; readonly userId?: string })[];
  /** From now on a thing is not there, for anybody. */
  hide(type: SeenType, id: string): void;
  /** From now on a thing is one user's: who asks whether it is another user's finds nothing. */
  assign(type: SeenType, id: string, userId: string): void;
  /** From now on a service keeps its answers back. @returns what lets them go */
  hold(service: ServiceName): () => void;
  /** Takes a service off the network for good. */
  takeDown(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

/** An address at which nothing listens. */
const NOWHERE = 'http://127.0.0.1:1';

/** @param self the service under test, which does not answer itself @param publicKey by which its calls are known */
export async function startTestOthers(self: ServiceName, publicKey: JWK): Promise<TestOthers> {
  const questions: TestOthers['questions'][number][] = [];
  const hidden = new Set<string>();
  const users = new Map<string, string>();
  const held = new Map<ServiceName, Promise<void>>();
  const servers = new Map<ServiceName, Server>();
  const addresses = Object.fromEntries(SERVICES.map((name) => [name, NOWHERE])) as Record<ServiceName, string>;
  const start = async (service: ServiceName) => {
    const verifier = new IdentityVerifier(service, [publicKey]);
    const answer = async (request: IncomingMessage): Promise<[status: number, body: object]> => {
      const { viewer } = await verifier.verify(String(request.headers[IDENTITY_HEADER]));
      if (request.url !== EXISTS_PATH || request.method !== 'POST') return [404, {}];
      const question = existsQuestion.parse(JSON.parse(await textOf(request)));
      questions.push({ service, userId: viewer.identity.userId, ...question });
      await held.get(service);
      const { type, ids, ofUser } = question;
      const isOf = (thing: string) => ofUser === undefined || (users.get(thing) ?? ofUser) === ofUser;
      return [200, { ids: ids.filter((id) => !hidden.has(`${type}/${id}`) && isOf(`${type}/${id}`)) }];
    };
    const server = createServer((request, response) => {
      void answer(request)
        .catch((): [number, object] => [401, {}])
        .then(([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref(); // a service that does not start has nobody to stop it
    servers.set(service, server);
    addresses[service] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const takeDown = (service: ServiceName) =>
    new Promise<void>((resolve) => {
      const server = servers.get(service);
      if (!servers.delete(service) || !server) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await Promise.all(SERVICES.filter((service) => service !== self).map(start));
  return {
    addresses,
    questions,
    hide: (type, id) => void hidden.add(`${type}/${id.toLowerCase()}`),
    assign: (type, id, userId) => void users.set(`${type}/${id.toLowerCase()}`, userId),
    hold: (service) => {
      let release = () => {};
      held.set(
        service,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      return release;
    },
    takeDown,
    stop: async () => void (await Promise.all([...servers.keys()].map(takeDown))),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
