import { createSourceEventStream, type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Viewer } from '../access/viewer';
import { PlatError } from '../errors/plat-error';
import type { PreparedOperation } from '../graphql/documents';
import { type FaultLog, formatError } from '../graphql/error-format';
import type { GraphQLAnswer, GraphQLRequest, SubgraphExecution } from '../graphql/execute';
import type { RequestOrigin } from '../graphql/request-scope';
import type { LiveNotice } from './live-notice';
import { LiveStream } from './live-stream';

/** A subscription that was asked for: by whom it is answered is said each time. */
export interface LiveOperation {
  readonly prepared: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same for whoever asks for the same. */
  readonly key: string;
}

/** What is answered to whom, and where. */
export interface Delivery {
  readonly stream: LiveStream;
  readonly notice: LiveNotice;
  readonly viewer: Viewer;
}

/** The faults of a subscription that did not start. */
export class NotSubscribed extends Error {
  constructor(readonly faults: readonly GraphQLError[]) {
    super('not subscribed');
  }
}

/**
 * Executes subscriptions. Each of its steps, the start and every answer, reads as a query does, with
 * loaders of its own; between them there is nothing but a stream.
 */
export class LiveExecution {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly execution: SubgraphExecution,
    private readonly log: FaultLog,
  ) {}

  /** @throws NotSubscribed as a request over HTTP is refused, and for what belongs there */
  prepare(request: GraphQLRequest): LiveOperation {
    const prepared = this.execution.documents.prepare(request.query, request.operationName);
    if (!('operation' in prepared)) throw new NotSubscribed(prepared);
    if (prepared.operation.operation !== 'subscription')
      throw new NotSubscribed([new PlatError('BAD_USER_INPUT', 'Only subscriptions come this way; send queries and mutations by POST.')]);
    const { query, operationName = null, variables } = request;
    return { prepared, variables: variables ?? {}, key: JSON.stringify([query, operationName, variables]) };
  }

  /** Lets the field's `subscribe` run, and asks whether the viewer may have what it waits for. @throws NotSubscribed */
  async start({ prepared, variables }: LiveOperation, viewer: Viewer, origin: RequestOrigin): Promise<LiveStream> {
    return this.execution.work(
      viewer,
      origin,
      async (contextValue) => {
        const stream = await createSourceEventStream({ ...this.argumentsOf(prepared), variableValues: variables, contextValue });
        if (!(stream instanceof LiveStream)) throw new NotSubscribed(('errors' in stream && stream.errors) || []);
        try {
          await stream.watch.may(contextValue, undefined);
          return stream;
        } catch (error) {
          stream.finish();
          throw error;
        }
      },
      'read',
    );
  }

  /**
   * @returns undefined for a notice that is no news, or of something that is hidden from this viewer; {@link told} has it as
   * clients read it
   * @throws PlatError when the subscription's right has ended
   */
  async answer(
    { prepared, variables }: LiveOperation,
    { stream, notice, viewer }: Delivery,
    origin: RequestOrigin,
  ): Promise<ExecutionResult | undefined> {
    return this.execution.work(
      viewer,
      origin,
      async (contextValue) => {
        const isNews = stream.isNews(notice);
        await stream.watch.may(contextValue, isNews ? notice : undefined);
        if (!isNews) return undefined;
        const result = await execute({
          ...this.argumentsOf(prepared),
          variableValues: variables,
          contextValue,
          rootValue: notice,
        });
        const { data, errors } = result;
        return !errors && Object.values(data ?? {}).every((value) => value === null) ? undefined : result;
      },
      'read',
    );
  }

  /** An answer as the client of this origin reads it. */
  told({ data, errors }: ExecutionResult, { requestId }: RequestOrigin): GraphQLAnswer {
    return { data, ...(errors && { errors: errors.map((error) => formatError(error, requestId, this.log)) }) };
  }

  /** The faults of a subscription as a client reads them. */
  format(error: unknown, { requestId }: RequestOrigin) {
    const faults = error instanceof NotSubscribed ? error.faults : [error];
    return faults.map((fault) =>
      formatError(
        fault instanceof GraphQLError ? fault : new GraphQLError('failed', { originalError: fault as Error }),
        requestId,
        this.log,
      ),
    );
  }

  private argumentsOf({ document, operation }: PreparedOperation) {
    return { schema: this.schema, document, operationName: operation.name?.value };
  }
}
