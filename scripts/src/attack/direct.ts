import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { identitiesFor } from './forged-identity';
import type { AttackedStack } from './stack';

/** What was tried, and each trial that ended otherwise than it should. */
export interface Outcome {
  readonly inputs: number;
  readonly bad: readonly string[];
}

type Target = readonly [name: string, path: string, body?: object];

const TARGETS: readonly Target[] = [
  ['federation', '/graphql', { query: '{ _service { sdl } }' }],
  ['entities', '/graphql', { query: '{ _entities(representations: []) { __typename } }' }],
  ['the schema', '/graphql', { query: '{ __schema { types { name } } }' }],
  ['a mutation', '/graphql', { query: 'mutation { __typename }' }],
  ['a query by GET', '/graphql?query={__typename}'],
  ['a path of services', '/internal/exists', {}],
  ['revocations', '/internal/revocations'],
  ['nothing', '/nothing'],
];

/** A refusal is 401, and says nothing but that. */
const isRefusal = async (response: Response): Promise<boolean> =>
  response.status === 401 && Object.keys((await response.json().catch(() => ({}))) as object).join() === 'errors';

const send = async (base: string, [, path, body]: Target, token: string | undefined): Promise<Response> =>
  fetch(`${base}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { ...(body && { 'content-type': 'application/json' }), ...(token !== undefined && { [IDENTITY_HEADER]: token }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });

async function attack(service: ServiceName, { serviceUrls, keys }: Pick<AttackedStack, 'serviceUrls' | 'keys'>): Promise<Outcome> {
  const base = serviceUrls[service];
  const { valid, ofService, forged } = identitiesFor(service, keys);
  const bad: string[] = [];
  let inputs = 0;
  const expected = (isSo: boolean, name: string) => {
    inputs += 1;
    if (!isSo) bad.push(`${service}: ${name}`);
  };
  const [sdl, , , , , internal] = TARGETS as [Target, Target, Target, Target, Target, Target];
  // What proves that the refusals below are for the tokens, and not for everything.
  expected((await send(base, sdl, valid)).status === 200, 'a valid token of the gateway is refused');
  expected((await send(base, sdl, ofService)).status === 200, 'a valid token of a service is refused');
  expected((await send(base, internal, ofService)).status !== 401, 'a service is refused at a path of services');
  expected(await isRefusal(await send(base, internal, valid)), 'the gateway is let in at a path of services');
  for (const [name, token] of Object.entries(forged)) {
    for (const target of TARGETS) expected(await isRefusal(await send(base, target, token)), `${target[0]} with a token that is ${name}`);
  }
  return { inputs, bad };
}

/** Asks every service past the gateway, with every token that is none. */
export async function attackDirectly(stack: Pick<AttackedStack, 'serviceUrls' | 'keys'>): Promise<Outcome> {
  const outcomes = await Promise.all(SERVICES.map((service) => attack(service, stack)));
  return { inputs: outcomes.reduce((sum, { inputs }) => sum + inputs, 0), bad: outcomes.flatMap(({ bad }) => bad) };
}
