import type { GraphQLRequest } from '@plat/shared/graphql/execute';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { LiveConnection } from '@plat/shared/live/live-connection';
import type { SubgraphAnswer, SubgraphRequest } from '../engine/execution/subgraph-transport';
import type { EventSink } from '../engine/subscription/event-sources';
import { refusedBy, SubscriptionRefused } from '../engine/subscription/live-subscription';
import type { EventIdentity, Transport } from './transport';

/** A service in the same process: no HTTP between, the same identity check. */
export const localTransport = (subgraph: Subgraph): Transport => ({
  async send(request, token, origin) {
    return (await subgraph.answer(read(request), token, origin)) as SubgraphAnswer;
  },
  events: (request, as) => (sink) => new LocalEvents(subgraph, read(request), as, sink).leave,
  close: async () => undefined,
});

const read = ({ text, operationName, variables }: SubgraphRequest): GraphQLRequest => ({
  query: text,
  operationName,
  variables: JSON.parse(`{${variables}}`) as Record<string, unknown>,
});

/** A subscription at a service of this process, with a connection of its own. */
class LocalEvents {
  private connection?: LiveConnection;
  private renewal?: NodeJS.Timeout;
  private hasLeft = false;

  constructor(
    private readonly subgraph: Subgraph,
    private readonly request: GraphQLRequest,
    private readonly as: EventIdentity,
    private readonly sink: EventSink,
  ) {
    this.listen()
      .then(
        () => sink.over(),
        (error: Error) => sink.over(this.reasonOf(error)),
      )
      .finally(() => this.leave());
  }

  readonly leave = (): void => {
    this.hasLeft = true;
    clearInterval(this.renewal);
    this.connection?.close();
  };

  private async listen(): Promise<void> {
    const { live, name } = this.subgraph;
    if (!live) throw new Error(`the ${name} service tells nothing`);
    const connection = await live.connect(await this.as.prove(), this.as.origin);
    this.connection = connection;
    if (this.hasLeft) return connection.close();
    const renew = () =>
      void this.as
        .prove()
        .then((token) => connection.renew(token))
        .catch(() => undefined); // it ends then, and says why
    this.renewal = setInterval(renew, live.bounds.leaseMs / 2).unref();
    // What was told to one of this viewer may have been told to others of the service, too.
    for await (const answer of await connection.subscribe(this.request)) this.sink.next(structuredClone(answer) as SubgraphAnswer);
    const reason = await Promise.race([connection.over, Promise.resolve()]); // at once: it may go on without this one
    if (reason) throw reason;
  }

  private reasonOf(error: Error): Error {
    const { connection, subgraph } = this;
    return connection ? refusedBy(subgraph.name, connection.format(error)) : new SubscriptionRefused([error]);
  }
}
