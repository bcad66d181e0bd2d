import type { SubgraphRequest, SubgraphTransport } from '../engine/execution/subgraph-transport';
import type { LiveParts } from '../engine/subscription/live-subscription';
import type { SupergraphFacts } from '../engine/supergraph/planner';
import { HttpSubgraph, SUBGRAPH_LIMITS, type SubgraphLimits } from '../engine/transport/http-subgraph';
import { eventStream } from '../engine/transport/subgraph-event-stream';
import { SubgraphSockets } from '../engine/transport/subgraph-sockets';

interface Connected {
  readonly url: string;
  readonly http: HttpSubgraph;
  readonly sockets: SubgraphSockets;
}

/** Headers of a client that go on to subgraphs. */
export type Forwarded = Readonly<Record<string, string>>;

/** The subgraphs of a supergraph, at the addresses that it names, with whatever headers go on to them. */
export class GenericSubgraphs {
  private readonly connected = new Map<string, Connected>();
  /** Those at addresses that are no longer named; what they still tell is heard. */
  private readonly former = new Set<SubgraphSockets>();
  private readonly limits: SubgraphLimits;

  constructor(
    private readonly subscriptions: 'ws' | 'sse',
    timeoutMs: number,
  ) {
    this.limits = { ...SUBGRAPH_LIMITS, timeoutMs };
  }

  /** Takes the addresses of another supergraph. */
  connect(subgraphs: SupergraphFacts['subgraphs']): void {
    for (const one of this.former) if (one.isIdle) this.former.delete(one);
    for (const { name, url } of subgraphs) {
      const known = this.connected.get(name);
      if (known?.url === url) continue;
      const sockets = new SubgraphSockets(name, url, this.limits.maxBytes);
      this.connected.set(name, { url, http: new HttpSubgraph(name, url, this.limits), sockets });
      if (known) this.former.add(known.sockets);
      void known?.http.close();
    }
  }

  transport(headers: Forwarded): SubgraphTransport {
    return { ask: (request, signal) => this.find(request).http.ask(request, headers, signal) };
  }

  events(headers: Forwarded): LiveParts['events'] {
    const who = JSON.stringify(headers);
    return (request) => {
      const { url, sockets } = this.find(request);
      const open =
        this.subscriptions === 'sse'
          ? eventStream(request.service, url, this.limits, request, headers)
          : sockets.events(request, { who, prove: async () => ({ ...headers }), headers });
      return { key: JSON.stringify([url, who, request.body]), open };
    };
  }

  async close(): Promise<void> {
    const sockets = [...this.former, ...[...this.connected.values()].map((one) => one.sockets)];
    await Promise.all(sockets.map((one) => one.close()));
    await Promise.all([...this.connected.values()].map(({ http }) => http.close()));
  }

  private find({ service }: SubgraphRequest): Connected {
    const known = this.connected.get(service);
    if (!known) throw new Error(`there is no subgraph ${service}`);
    return known;
  }
}
