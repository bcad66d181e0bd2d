import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { SubgraphAnswer } from '../engine/execution/subgraph-transport';
import type { Transport } from './transport';

/** A service in the same process: no HTTP between, the same identity check. */
export const localTransport = (subgraph: Subgraph): Transport => ({
  async send({ text, operationName, variables }, token, origin) {
    const request = { query: text, operationName, variables: JSON.parse(`{${variables}}`) as Record<string, unknown> };
    return (await subgraph.answer(request, token, origin)) as SubgraphAnswer;
  },
  close: async () => undefined,
});
