import type { FetchNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type OperationDefinitionNode, parse, print, type SelectionSetNode, stripIgnoredCharacters } from 'graphql';

/** What a fetch of a plan asks for, read out of its operation. */
export interface FetchText {
  /** Variable definitions, by name, without that of the representations. */
  readonly definitions: ReadonlyMap<string, string>;
  /** The selection of its entities, in braces; undefined for root fields. */
  readonly entities?: string;
  /** Response keys of each field below the place of the fetch. */
  readonly writes: readonly (readonly string[])[];
  /** By type, or by an empty name for root fields. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

/** @throws Error for an operation that is not the planner's */
export function readFetch({ operation, requires }: FetchNode): FetchText {
  const { definitions } = parse(operation, { noLocation: true });
  const node = definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  if (!node || definitions.length !== 1) throw new Error('a fetch has one operation, without fragments');
  const variables = (node.variableDefinitions ?? [])
    .filter(({ variable }) => !(requires && variable.name.value === 'representations'))
    .map((one) => [one.variable.name.value, stripIgnoredCharacters(print(one))] as const);
  if (!requires)
    return { definitions: new Map(variables), writes: pathsOf(node.selectionSet), asked: new Map([['', keysOf(node.selectionSet)]]) };
  const [entities] = node.selectionSet.selections as [FieldNode];
  const set = entities.selectionSet as SelectionSetNode;
  const asked = new Map<string, string[]>();
  for (const one of set.selections) {
    if (one.kind !== Kind.INLINE_FRAGMENT) continue;
    const type = one.typeCondition?.name.value ?? '';
    asked.set(type, [...(asked.get(type) ?? []), ...keysOf(one.selectionSet)]);
  }
  return { definitions: new Map(variables), entities: stripIgnoredCharacters(print(set)), writes: pathsOf(set), asked };
}

const pathsOf = (set: SelectionSetNode): string[][] =>
  set.selections.flatMap((one) => {
    if (one.kind === Kind.FRAGMENT_SPREAD) throw new Error('a fetch spreads no fragments');
    if (one.kind === Kind.INLINE_FRAGMENT) return pathsOf(one.selectionSet);
    const key = (one.alias ?? one.name).value;
    return [[key], ...(one.selectionSet ? pathsOf(one.selectionSet).map((below) => [key, ...below]) : [])];
  });

const keysOf = (set: SelectionSetNode): string[] =>
  set.selections.flatMap((one) => {
    if (one.kind === Kind.INLINE_FRAGMENT) return keysOf(one.selectionSet);
    return one.kind === Kind.FIELD && one.name.value !== '__typename' ? [(one.alias ?? one.name).value] : [];
  });
