import { type DocumentNode, type FieldNode, Kind, print, visit } from 'graphql';
import { sortValueNode } from 'graphql/utilities/sortValueNode';
import type { PlannedKey } from '../projection/selection';
import type { SupergraphFacts } from '../supergraph/planner';

/** An operation as it is planned, and under which key it is planned what a client gets under its own. */
export interface PlannedDocument {
  readonly document: DocumentNode;
  readonly plannedKey: PlannedKey;
  /** The client's key of one that it was planned under. */
  readonly clientKey: (planned: string) => string;
}

export type RequiredNames = Pick<SupergraphFacts, 'requiredFields' | 'requiredWithArguments'>;

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** A key that plans give. */
const PLANNED = /^_c\d+_/;

/**
 * Gives other response keys to fields that would meet a field which a subgraph requires under the same key, with other
 * arguments or of another name: the two would be one, and the client would be given what the subgraph asked for. The same
 * for keys under which the client wants different things of objects of different types, which a plan may ask for together,
 * and for keys that mean something to JavaScript or to plans.
 * @param facts names of the fields that plans ask for besides what clients ask for
 */
export function planKeys(document: DocumentNode, { requiredFields, requiredWithArguments }: RequiredNames): PlannedDocument {
  const required = new Set(requiredFields);
  const withArguments = new Set(requiredWithArguments);
  const meanings = new Map<string, Set<string>>();
  visit(document, {
    Field(node) {
      const key = keyOf(node);
      meanings.set(key, (meanings.get(key) ?? new Set()).add(meaningOf(node)));
    },
  });
  const clientKeys = new Map<string, string>();
  const numbers = new Map<string, number>();
  const plannedKey = (node: FieldNode): string => {
    const key = keyOf(node);
    if (key === node.name.value && !node.arguments?.length && !withArguments.has(key)) return key;
    const isAmbiguous = required.has(key) || (meanings.get(key)?.size ?? 0) > 1;
    if (!isAmbiguous && !(key in Object.prototype) && key !== '__typename' && !PLANNED.test(key)) return key;
    const what = `${key} ${meaningOf(node)}`;
    const number = numbers.get(what) ?? numbers.size;
    numbers.set(what, number);
    const planned = `_c${number}_${key.replace(/^_+/, '')}`;
    clientKeys.set(planned, key);
    return planned;
  };
  const planned = visit(document, {
    Field(node): FieldNode | undefined {
      const key = plannedKey(node);
      return key === keyOf(node) ? undefined : { ...node, alias: { kind: Kind.NAME, value: key } };
    },
  });
  if (clientKeys.size === 0) return { document, plannedKey: keyOf, clientKey: (key) => key };
  return { document: planned, plannedKey, clientKey: (key) => clientKeys.get(key) ?? key };
}

/** A field's name and arguments, the same for all that ask for the same. */
const meaningOf = ({ name, arguments: given = [] }: FieldNode): string =>
  `${name.value}(${given
    .map((one) => `${one.name.value}:${print(sortValueNode(one.value))}`)
    .sort()
    .join()})`;
