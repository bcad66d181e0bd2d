import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type TypeNode,
  visit,
} from 'graphql';
import { sortValueNode } from 'graphql/utilities/sortValueNode';

/** A field that a subgraph requires with arguments, under a name that is its own. */
export interface SeparateField {
  /** The field's name in the subgraph. */
  readonly name: string;
  readonly arguments: FieldNode['arguments'];
}

/** A composed schema whose required fields with arguments have names of their own. */
export interface SeparateRequirements {
  readonly document: DocumentNode;
  /** By the name of their own. */
  readonly fields: ReadonlyMap<string, SeparateField>;
  /** For each field that requires others, as `Type.field`: dotted paths to them from the type. */
  readonly requiredBy: ReadonlyMap<string, readonly string[]>;
}

/**
 * The planner asks for a required field once, whatever arguments it is required with by whom: two subgraphs, or two fields of
 * one, that want different ones would both get what was asked for last. Under a name for each choice of arguments they are
 * different fields to the planner; subgraphs see the field that they have. Nobody but plans knows these names.
 */
export function separateRequirements(document: DocumentNode): SeparateRequirements {
  const work = new Separation(document);
  return { document: work.document(), fields: work.fields, requiredBy: work.requiredBy };
}

class Separation {
  readonly fields = new Map<string, SeparateField>();
  readonly requiredBy = new Map<string, string[]>();
  private readonly types = new Map<string, ObjectTypeDefinitionNode>();
  /** Definitions to add, by type and name. */
  private readonly added = new Map<string, Map<string, FieldDefinitionNode>>();

  constructor(private readonly original: DocumentNode) {
    for (const one of original.definitions) if (one.kind === Kind.OBJECT_TYPE_DEFINITION) this.types.set(one.name.value, one);
  }

  document(): DocumentNode {
    const renamed = this.original.definitions.map((one) => (one.kind === Kind.OBJECT_TYPE_DEFINITION ? this.renamed(one) : one));
    if (this.fields.size === 0) return this.original;
    const used = namesByGraph(renamed);
    return { ...this.original, definitions: withInaccessible(renamed.map((one) => this.usedOnly(this.extended(one), used))) };
  }

  private renamed(type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
    return {
      ...type,
      fields: type.fields?.map((field) => ({
        ...field,
        directives: field.directives?.map((directive) => this.directive(directive, type.name.value, field.name.value)),
      })),
    };
  }

  private directive(directive: ConstDirectiveNode, type: string, field: string): ConstDirectiveNode {
    if (directive.name.value !== 'join__field') return directive;
    return {
      ...directive,
      arguments: directive.arguments?.map((one) => {
        if (one.name.value !== 'requires' || one.value.kind !== Kind.STRING) return one;
        const paths: string[] = [];
        const selection = this.selection(selectionOf(one.value.value), type, '', paths);
        this.requiredBy.set(`${type}.${field}`, paths);
        return { ...one, value: { ...one.value, value: print(selection).slice(1, -1).replace(/\s+/g, ' ') } };
      }),
    };
  }

  private selection(set: SelectionSetNode, type: string, path: string, paths: string[]): SelectionSetNode {
    return {
      ...set,
      selections: set.selections.map((one) => {
        if (one.kind === Kind.FRAGMENT_SPREAD) return one;
        if (one.kind === Kind.INLINE_FRAGMENT)
          return { ...one, selectionSet: this.selection(one.selectionSet, one.typeCondition?.name.value ?? type, path, paths) };
        const definition = this.types.get(type)?.fields?.find(({ name }) => name.value === one.name.value);
        const name = definition && one.arguments?.length ? this.nameOf(one, definition, type) : one.name.value;
        const at = path ? `${path}.${name}` : name;
        paths.push(at);
        const below =
          one.selectionSet && definition ? this.selection(one.selectionSet, namedType(definition.type), at, paths) : one.selectionSet;
        if (name === one.name.value) return { ...one, selectionSet: below };
        return { ...one, name: { kind: Kind.NAME, value: name }, arguments: [], selectionSet: below };
      }),
    };
  }

  private nameOf(node: FieldNode, definition: FieldDefinitionNode, type: string): string {
    const given = (node.arguments ?? []).map(({ name, value }) => `${name.value}:${print(sortValueNode(value))}`).sort();
    const meaning = `${node.name.value}(${given.join()})`;
    const known = [...this.fields].find(([, one]) => meaningOf(one) === meaning)?.[0];
    const name = known ?? `_q${this.fields.size}_${node.name.value}`;
    this.fields.set(name, { name: node.name.value, arguments: node.arguments });
    const added = this.added.get(type) ?? new Map<string, FieldDefinitionNode>();
    const directives = [...(definition.directives ?? []).filter((one) => one.name.value === 'join__field'), INACCESSIBLE];
    added.set(name, { ...definition, name: { kind: Kind.NAME, value: name }, arguments: [], directives });
    this.added.set(type, added);
    return name;
  }

  /** Subgraphs name fields of others only as far as they require them; by their old names they may do so no longer. */
  private usedOnly(one: DefinitionNode, used: ReadonlyMap<string, ReadonlySet<string>>): DefinitionNode {
    const added = one.kind === Kind.OBJECT_TYPE_DEFINITION ? this.added.get(one.name.value) : undefined;
    if (one.kind !== Kind.OBJECT_TYPE_DEFINITION || !added) return one;
    const separated = new Set([...added.keys()].flatMap((name) => [name, this.fields.get(name)?.name]));
    return {
      ...one,
      fields: one.fields?.map((field) => ({
        ...field,
        directives: field.directives?.filter((directive) => {
          const graph = argumentOf(directive, 'graph');
          const isExternal = directive.name.value === 'join__field' && argumentOf(directive, 'external') === 'true';
          return !(isExternal && separated.has(field.name.value) && !used.get(graph ?? '')?.has(field.name.value));
        }),
      })),
    };
  }

  private extended(one: DefinitionNode): DefinitionNode {
    const added = one.kind === Kind.OBJECT_TYPE_DEFINITION && this.added.get(one.name.value);
    return added ? { ...one, fields: [...(one.fields ?? []), ...added.values()] } : one;
  }
}

/** Names of all fields that a subgraph's keys, requirements and provisions speak of. */
function namesByGraph(definitions: readonly DefinitionNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const one of definitions)
    visit(one, {
      Directive(directive) {
        const graph = argumentOf(directive as ConstDirectiveNode, 'graph');
        if (!graph) return;
        const known = names.get(graph) ?? new Set();
        names.set(graph, known);
        for (const argument of ['key', 'requires', 'provides']) {
          const text = argumentOf(directive as ConstDirectiveNode, argument);
          if (text) visit(selectionOf(text), { Field: ({ name }) => void known.add(name.value) });
        }
      },
    });
  return names;
}

function argumentOf({ arguments: given = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = given.find((one) => one.name.value === name)?.value;
  if (value?.kind === Kind.BOOLEAN) return String(value.value);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

const INACCESSIBLE: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'inaccessible' } };
const INACCESSIBLE_URL = 'https://specs.apollo.dev/inaccessible/v0.2';

const meaningOf = ({ name, arguments: given = [] }: SeparateField): string =>
  `${name}(${given
    .map((one) => `${one.name.value}:${print(sortValueNode(one.value))}`)
    .sort()
    .join()})`;

/** Composed schemas say which specifications they use; this one is needed to keep the names from clients. */
function withInaccessible(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  if (definitions.some((one) => one.kind === Kind.DIRECTIVE_DEFINITION && one.name.value === 'inaccessible')) return [...definitions];
  const more = parse(
    `schema @link(url: "${INACCESSIBLE_URL}", for: SECURITY) { query: Query }
     directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
    { noLocation: true },
  ).definitions;
  const [schema, directive] = more as readonly [DefinitionNode, DefinitionNode];
  const links = schema.kind === Kind.SCHEMA_DEFINITION ? (schema.directives ?? []) : [];
  return [
    ...definitions.map((one) =>
      one.kind === Kind.SCHEMA_DEFINITION ? { ...one, directives: [...(one.directives ?? []), ...links] } : one,
    ),
    directive,
  ];
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

function selectionOf(text: string): SelectionSetNode {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a requirement is a selection');
  return operation.selectionSet;
}

/** The name that a subgraph has for a field under a name of our own, as clients may read it where one fails. */
export const ownName = (key: string): string => key.replace(/^_q\d+_/, '');

/** The text of a subgraph's operation with the fields that it has in place of the names of our own, under these as keys. */
export function withOwnFields(text: string, fields: ReadonlyMap<string, SeparateField>): string {
  if (![...fields.keys()].some((name) => text.includes(name))) return text;
  const understood = visit(parse(text, { noLocation: true }), {
    Field(node): FieldNode | undefined {
      const own = fields.get(node.name.value);
      if (!own) return undefined;
      const key = node.alias ?? { kind: Kind.NAME, value: node.name.value };
      return { ...node, alias: key, name: { kind: Kind.NAME, value: own.name }, arguments: own.arguments };
    },
  });
  return stripIgnoredCharacters(print(understood));
}
