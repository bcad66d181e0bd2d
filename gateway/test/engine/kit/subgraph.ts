import { buildSubgraph } from '@apollo/federation-internals';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { factsOf, type SubgraphFacts } from './subgraph-facts';
import type { Thing, World } from './world';

/** An object of an answer on its way: which thing it is, as which type, and what the gateway told of it. */
interface Shown {
  readonly thing: Thing;
  readonly as?: string;
  readonly given?: Readonly<Record<string, unknown>>;
}

/** A subgraph that answers from a world, and complains of everything that a gateway should not have sent. */
export class WorldSubgraph {
  private readonly schema: GraphQLSchema;
  private readonly facts: SubgraphFacts;
  private readonly documents = new Map<string, DocumentNode>();

  /** @param refuses fields, as `Type.field`, that another subgraph has taken over */
  constructor(
    name: string,
    sdl: string,
    private readonly world: World,
    private readonly refuses: ReadonlySet<string> = new Set(),
  ) {
    this.schema = buildSubgraph(name, `http://${name}`, sdl).schema.toGraphQLJSSchema();
    this.facts = factsOf(sdl);
  }

  async answer(text: string, variableValues: Readonly<Record<string, unknown>>): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document: this.documentOf(text),
      variableValues,
      fieldResolver: this.field,
      typeResolver: this.typeOf,
      rootValue: undefined,
    });
  }

  private documentOf(text: string): DocumentNode {
    const known = this.documents.get(text);
    if (known) return known;
    const document = parse(text);
    const [fault] = validate(this.schema, document);
    if (fault) throw new Error(`a subgraph was asked what does not fit its schema: ${fault.message} in ${text}`);
    this.documents.set(text, document);
    return document;
  }

  private readonly field: GraphQLFieldResolver<Shown | undefined, unknown> = (source, args, _context, { fieldName, parentType }) => {
    if (fieldName === '_entities')
      return (args.representations as readonly Readonly<Record<string, unknown>>[]).map((given): Shown => {
        const named = String(given.__typename);
        const keys = this.facts.resolvable.get(named) ?? [];
        if (!keys.some((key) => has(given, key))) throw new Error(`no ${named} is found by ${Object.keys(given).join()}`);
        return { thing: this.world.find(given), as: isObjectType(this.schema.getType(named)) ? named : undefined, given };
      });
    const name = `${parentType.name}.${fieldName}`;
    if (this.refuses.has(name)) throw new Error(`${name} is another's by now`);
    const requirement = this.facts.requires.get(name);
    const required = requirement && this.given(source?.given, requirement);
    const root = this.schema.getMutationType() === parentType ? 'Mutation' : 'Query';
    return show(this.world.value(source?.thing ?? { type: root, id: root }, fieldName, args, required));
  };

  private readonly typeOf: GraphQLTypeResolver<Shown, unknown> = ({ as, thing }) => as ?? thing.type;

  /** @throws Error where something is missing of what a field requires */
  private given(from: Readonly<Record<string, unknown>> | undefined, { selections }: SelectionSetNode): Record<string, unknown> {
    if (!from) throw new Error('a field that requires others was asked for without them');
    const taken: Record<string, unknown> = {};
    for (const one of selections) {
      if (one.kind === Kind.FRAGMENT_SPREAD || (one.kind === Kind.FIELD && one.name.value === '__typename')) continue;
      if (one.kind === Kind.INLINE_FRAGMENT) {
        const condition = one.typeCondition?.name.value;
        if (!condition || this.world.isOf({ type: String(from.__typename), id: '' }, condition))
          Object.assign(taken, this.given(from, one.selectionSet));
        continue;
      }
      const value = from[one.name.value];
      if (value === undefined) throw new Error(`the required field ${one.name.value} was not sent`);
      taken[one.name.value] = one.selectionSet ? this.below(value, one.selectionSet) : value;
    }
    return taken;
  }

  private below(value: unknown, selection: SelectionSetNode): unknown {
    if (Array.isArray(value)) return value.map((item) => this.below(item, selection));
    return value === null ? null : this.given(value as Record<string, unknown>, selection);
  }
}

const has = (given: unknown, { selections }: SelectionSetNode): boolean =>
  selections.every((one) => {
    if (one.kind !== Kind.FIELD) return true;
    const value = (given as Record<string, unknown>)[one.name.value];
    return value !== undefined && (!one.selectionSet || has(value, one.selectionSet));
  });

/** Things are shown as what they are; leaves as they come; faults are thrown by whoever executes. */
export function show(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(show);
  const isThing = typeof value === 'object' && value !== null && 'type' in value && 'id' in value;
  return isThing ? ({ thing: value as Thing } satisfies Shown) : value;
}
