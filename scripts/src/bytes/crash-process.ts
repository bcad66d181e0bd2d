import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { Viewer } from '@plat/shared/access/viewer';
import { endWithParent } from '@plat/shared/config/end-with-parent';
import { listen } from '@plat/shared/graphql/serve';
import { Client } from 'pg';
import { SCENARIOS } from './crash-scenarios';
import { type CrashOrder, crashConfig, documentsOf } from './crash-service';

endWithParent();

let left = Number.POSITIVE_INFINITY;
/** Before each step; the process dies before the last one that it may not take. */
const step = (): void => {
  left -= 1;
  if (left < 0) process.kill(process.pid, 'SIGKILL');
};

type Query = (this: Client, ...args: unknown[]) => unknown;
const query = Client.prototype.query as Query;
const counted: Query = function (...args) {
  step();
  return query.apply(this, args);
};

/** documents as it is, which does one thing for one of its users, and dies on the way. */
process.once('message', async (order: CrashOrder) => {
  const config = crashConfig(order);
  const { url } = await listen({ definition: documentsOf(order, { step }), config });
  const issuer = new IdentityIssuer('gateway', order.gatewayKey);
  const viewer = new Viewer({ userId: order.userId, sessionId: randomUUID(), role: 'USER', permissions: [] });
  const ask = async (text: string, variables: object) => {
    const headers = { 'content-type': 'application/json', [IDENTITY_HEADER]: await issuer.mint(viewer, 'documents') };
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: text, variables }) });
    const said = (await answer.json()) as { data?: Record<string, unknown> | null; errors?: readonly { message: string }[] };
    if (!said.data) throw new Error(`documents answered ${answer.status}: ${JSON.stringify(said)}`);
    return { ...said, data: said.data };
  };
  Client.prototype.query = counted as never;
  const { prepare, run } = SCENARIOS[order.scenario];
  const prepared = await prepare(ask);
  left = order.steps;
  await run(ask, prepared);
  const taken = order.steps - left;
  left = Number.POSITIVE_INFINITY;
  process.send?.({ taken }, () => process.exit(0));
});
process.send?.({ ready: true });
