import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { withoutDefers } from '../operation/defers';
import type { TypeNames } from '../plan/type-relations';
import { PlanCheck } from './check-plan';
import { repairSupergraph } from './repair-supergraph';
import { separateFetches } from './separate-fetches';
import { type SeparateRequirements, separateRequirements } from './separate-requirements';
import { spellOut } from './spell-out';

/** What of a supergraph is needed to answer operations that have a plan; plain data, which a worker can send. */
export interface SupergraphFacts {
  /** The schema that clients see. */
  readonly apiSdl: string;
  readonly typeNames: TypeNames;
  /** Names of the fields that subgraphs require of others, keys included: plans ask for them besides what clients ask for. */
  readonly requiredFields: readonly string[];
  /** Those of them that a subgraph requires with arguments, and that have no name of their own for it. */
  readonly requiredWithArguments: readonly string[];
  /** Names of the fields that require others. */
  readonly requiringFields: readonly string[];
  /** What fields require with such arguments, by the name of the field: each as `name(arguments)`. */
  readonly requirements: Readonly<Record<string, readonly string[]>>;
  /** Interfaces that a subgraph knows as one type of object, so that its answers do not say which type it is. */
  readonly interfaceObjects: readonly string[];
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** A supergraph that plans operations: seconds of work for a bad one, so that it lives in a worker. */
export class SupergraphPlanner {
  private constructor(
    private readonly supergraph: Supergraph,
    private readonly planner: QueryPlanner,
    private readonly apiSchema: GraphQLSchema,
    private readonly requirements: SeparateRequirements,
    private readonly check: PlanCheck,
    readonly facts: SupergraphFacts,
  ) {}

  /** @throws Error that says what is wrong with the text */
  static build(composed: string): SupergraphPlanner {
    const requirements = separateRequirements(parse(repairSupergraph(composed), { noLocation: true }));
    const supergraph = Supergraph.build(print(requirements.document));
    const planner = new QueryPlanner(supergraph, {
      reuseQueryFragments: false,
      exposeDocumentNodeInFetchNode: false,
      incrementalDelivery: { enableDefer: true },
    });
    const apiSchema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
    const schema = supergraph.schema.toGraphQLJSSchema();
    const check = new PlanCheck(requirements.document, schema);
    return new SupergraphPlanner(supergraph, planner, apiSchema, requirements, check, {
      apiSdl: printSchema(apiSchema),
      typeNames: typeNamesOf(schema),
      ...joinFactsOf(requirements.document),
      subgraphs: supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
    });
  }

  /** @param text one operation that fits the API schema @throws GraphQLError for one that cannot be planned */
  plan(text: string): QueryPlan {
    const document = parse(text, { noLocation: true });
    try {
      return this.planOneWay(document);
    } catch (error) {
      const atOnce = withoutDefers(document);
      if (atOnce === document) throw error;
      return this.planOneWay(atOnce); // the parts of some operations cannot be planned apart: they come together
    }
  }

  private planOneWay(document: DocumentNode): QueryPlan {
    try {
      return this.planOf(document);
    } catch (error) {
      if (this.facts.interfaceObjects.length === 0) throw error;
      return this.planOf(spellOut(document, this.apiSchema));
    }
  }

  private planOf(document: DocumentNode): QueryPlan {
    const operation = operationFromDocument(this.supergraph.apiSchema(), document, { validate: false });
    const plan = this.planner.buildQueryPlan(operation);
    this.check.assertRight(plan);
    return separateFetches(plan, this.requirements);
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

type JoinFacts = Pick<
  SupergraphFacts,
  'requiredFields' | 'requiredWithArguments' | 'requiringFields' | 'requirements' | 'interfaceObjects'
>;

/** The composed schema says of fields and types: `@join__field(requires: "price weight")`, `@join__type(key: "id")`. */
function joinFactsOf(document: DocumentNode): JoinFacts {
  const required = new Set<string>();
  const withArguments = new Set<string>();
  const requiring = new Set<string>();
  const requirements = new Map<string, Set<string>>();
  const interfaceObjects = new Set<string>();
  const need = (selection: string, by?: string) => {
    visit(parse(`{${selection}}`, { noLocation: true }), {
      Field(node) {
        required.add(node.name.value);
        if (!node.arguments?.length) return;
        withArguments.add(node.name.value);
        if (by) requirements.set(by, (requirements.get(by) ?? new Set()).add(print({ ...node, selectionSet: undefined })));
      },
    });
  };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const directive of node.directives ?? []) {
      const key = argumentOf(directive, 'key');
      if (key?.kind === Kind.STRING) need(key.value);
      const isObject = argumentOf(directive, 'isInterfaceObject');
      if (isObject?.kind === Kind.BOOLEAN && isObject.value) interfaceObjects.add(node.name.value);
    }
    for (const field of node.fields ?? [])
      for (const directive of field.directives ?? []) {
        const requires = argumentOf(directive, 'requires');
        if (requires?.kind !== Kind.STRING) continue;
        need(requires.value, field.name.value);
        requiring.add(field.name.value);
      }
  }
  return {
    requiredFields: [...required],
    requiredWithArguments: [...withArguments],
    requiringFields: [...requiring],
    requirements: Object.fromEntries([...requirements].map(([field, several]) => [field, [...several]])),
    interfaceObjects: [...interfaceObjects],
  };
}

const argumentOf = ({ name, arguments: given = [] }: ConstDirectiveNode, argument: string): ConstValueNode | undefined =>
  name.value.startsWith('join__') ? given.find((one) => one.name.value === argument)?.value : undefined;
