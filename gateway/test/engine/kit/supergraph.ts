import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import type { Answer } from '@plat/shared/testing/operations/answer-difference';
import type { RandomOperation } from '@plat/shared/testing/operations/random-operation';
import { buildSchema, type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import type { ExecutionError } from '../../../src/engine/execution/run-plan';
import type { SubgraphAnswer, SubgraphRequest } from '../../../src/engine/execution/subgraph-transport';
import { Graph, type GraphCall } from '../../../src/engine/graph';
import { SupergraphPlanner } from '../../../src/engine/supergraph/planner';
import { show, WorldSubgraph } from './subgraph';
import { factsOf } from './subgraph-facts';
import { World } from './world';

/** A supergraph of a test: its subgraphs, without the line that links to federation. */
export interface TestSupergraph {
  readonly name: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  /** For each subgraph, fields that another one has taken over. */
  readonly refuses: Readonly<Record<string, readonly string[]>>;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag"])\n`;

/** @param refuses for each subgraph, fields as `Type.field` that it must not be asked for */
export const supergraph = (
  name: string,
  subgraphs: Readonly<Record<string, string>>,
  refuses: Readonly<Record<string, readonly string[]>> = {},
): TestSupergraph => ({
  name,
  refuses,
  subgraphs: Object.fromEntries(Object.entries(subgraphs).map(([one, sdl]) => [one, sdl.includes('@link(') ? sdl : LINK + sdl])),
});

/** @throws Error that says why the subgraphs do not compose */
export function compose(subgraphs: Readonly<Record<string, string>>): string {
  const { errors, supergraphSdl } = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://127.0.0.1:9/${name}`, typeDefs: parse(sdl) })),
  );
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** What comes at once of an answer in parts. */
export interface AnswerPart extends Answer {
  readonly hasNext?: boolean;
  readonly incremental?: readonly (Answer & { readonly label?: string; readonly path: readonly (string | number)[] })[];
}

/** A supergraph with data, answered by the engine and, for comparison, by one plain execution. */
export class TestGraph {
  readonly graph: Graph;
  readonly apiSchema: GraphQLSchema;
  /** What the subgraphs were asked since it was emptied. */
  readonly asked: SubgraphRequest[] = [];
  private readonly world: World;
  private readonly services: ReadonlyMap<string, WorldSubgraph>;

  constructor({ subgraphs, refuses }: TestSupergraph, seed = 0) {
    const sdl = compose(subgraphs);
    const planner = SupergraphPlanner.build(sdl);
    this.apiSchema = buildSchema(planner.facts.apiSdl);
    const full = Supergraph.build(sdl).schema.toGraphQLJSSchema();
    this.world = new World(full, this.apiSchema, Object.values(subgraphs).map(factsOf), seed);
    this.services = new Map(
      Object.entries(subgraphs).map(([name, text]) => [name, new WorldSubgraph(name, text, this.world, new Set(refuses[name]))]),
    );
    this.graph = new Graph({ facts: planner.facts, plan: async (text) => planner.plan(text) });
  }

  /** As clients get it. */
  async engine({ query, variables }: RandomOperation): Promise<Answer> {
    const { body } = await this.graph.answer({ query, variables: { ...variables } }, this.call);
    return JSON.parse(String(body)) as Answer;
  }

  /** As clients get it that take parts later. */
  async parts({ query, variables }: RandomOperation): Promise<AnswerPart[]> {
    const { body, rest } = await this.graph.answer({ query, variables: { ...variables } }, { ...this.call, mayDefer: true });
    const texts = [String(body)];
    if (rest) for await (const text of rest) texts.push(text);
    return texts.map((text) => JSON.parse(text) as AnswerPart);
  }

  private get call(): GraphCall {
    return {
      transport: { ask: (request: SubgraphRequest) => this.ask(request) },
      format: ({ message, path, cause }: ExecutionError & { readonly cause?: unknown }) => ({
        message: cause instanceof Error ? cause.message : message,
        path,
      }),
    };
  }

  /** As one server that has everything would answer. */
  async plain({ query, variables }: RandomOperation): Promise<Answer> {
    const result: ExecutionResult = await execute({
      schema: this.apiSchema,
      document: parse(query),
      variableValues: variables,
      fieldResolver: (source: { thing: { type: string; id: string } } | undefined, args, _context, { fieldName, parentType }) => {
        const root = this.apiSchema.getMutationType() === parentType ? 'Mutation' : 'Query';
        return show(this.world.value(source?.thing ?? { type: root, id: root }, fieldName, args));
      },
      typeResolver: ({ thing }: { thing: { type: string } }) => thing.type,
    });
    return JSON.parse(JSON.stringify(result)) as Answer;
  }

  private async ask(request: SubgraphRequest): Promise<SubgraphAnswer> {
    this.asked.push(request);
    const { query, variables } = JSON.parse(request.body) as { query: string; variables: Record<string, unknown> };
    const service = this.services.get(request.service);
    if (!service) throw new Error(`there is no subgraph ${request.service}`);
    return JSON.parse(JSON.stringify(await service.answer(query, variables))) as SubgraphAnswer;
  }
}
