/** What a subgraph is asked. */
export interface SubgraphRequest {
  readonly service: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly text: string;
  readonly operationName?: string;
  /** The variables as JSON text, without the braces around them. */
  readonly variables: string;
  /** The whole as the JSON body of an HTTP request. */
  readonly body: string;
}

/** An error as a subgraph says it. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a subgraph answered; the data are the caller's to change. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly SubgraphError[];
  /** Whether every character of it stands for itself, in JSON and in bytes: ASCII, and nothing to escape. */
  readonly isPlain?: boolean;
}

/** Brings requests of one client's operation to subgraphs. */
export interface SubgraphTransport {
  /** @throws Error, whose message and extensions are told at each field that was asked for */
  ask(request: SubgraphRequest, signal: AbortSignal): Promise<SubgraphAnswer>;
}
