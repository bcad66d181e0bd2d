import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  printSchema,
  visit,
} from 'graphql';
import type { TypeNames } from '../plan/type-relations';

/** What of a supergraph is needed to answer operations that have a plan; plain data, which a worker can send. */
export interface SupergraphFacts {
  /** The schema that clients see. */
  readonly apiSdl: string;
  readonly typeNames: TypeNames;
  /** Names of the fields that any subgraph requires of others. */
  readonly requiredFields: readonly string[];
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** A supergraph that plans operations: seconds of work for a bad one, so that it lives in a worker. */
export class SupergraphPlanner {
  private constructor(
    private readonly supergraph: Supergraph,
    private readonly planner: QueryPlanner,
    readonly facts: SupergraphFacts,
  ) {}

  /** @throws Error that says what is wrong with the text */
  static build(sdl: string): SupergraphPlanner {
    const supergraph = Supergraph.build(sdl);
    const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false, exposeDocumentNodeInFetchNode: false });
    return new SupergraphPlanner(supergraph, planner, {
      apiSdl: printSchema(supergraph.apiSchema().toGraphQLJSSchema()),
      typeNames: typeNamesOf(supergraph.schema.toGraphQLJSSchema()),
      requiredFields: requiredFieldsOf(parse(sdl, { noLocation: true })),
      subgraphs: supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
    });
  }

  /** @param text one operation that fits the API schema @throws GraphQLError for one that cannot be planned */
  plan(text: string): QueryPlan {
    const operation = operationFromDocument(this.supergraph.apiSchema(), parse(text, { noLocation: true }), { validate: false });
    return this.planner.buildQueryPlan(operation);
  }
}

function typeNamesOf(schema: GraphQLSchema): TypeNames {
  const names: Record<string, string[]> = {};
  const types = Object.values(schema.getTypeMap()).filter((type) => isCompositeType(type) && !type.name.startsWith('__'));
  const abstract = types.filter(isAbstractType);
  for (const type of types) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    names[type.name] = [type.name, ...abstract.filter((one) => schema.isSubType(one, type)).map(({ name }) => name)];
  }
  return names;
}

/** The composed schema says of each field what a subgraph requires for it: `@join__field(requires: "price weight")`. */
function requiredFieldsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'join__field') return;
      const requires = given.find((one) => one.name.value === 'requires')?.value;
      if (requires?.kind !== Kind.STRING) return;
      visit(parse(`{${requires.value}}`, { noLocation: true }), { Field: (field) => void names.add(field.name.value) });
    },
  });
  return [...names];
}
