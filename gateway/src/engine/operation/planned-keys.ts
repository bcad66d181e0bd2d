import { type DocumentNode, type FieldNode, Kind, print, visit } from 'graphql';
import type { PlannedKey } from '../projection/selection';

/** An operation as it is planned, and under which key it is planned what a client gets under its own. */
export interface PlannedDocument {
  readonly document: DocumentNode;
  readonly plannedKey: PlannedKey;
  /** The client's key of one that it was planned under. */
  readonly clientKey: (planned: string) => string;
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/**
 * Gives other response keys to fields that would meet a field which a subgraph requires under the same key, with other
 * arguments or of another name: the two would be one, and the client would be given what the subgraph asked for. The same
 * for keys that mean something to JavaScript.
 * @param required names of the fields that any subgraph requires
 */
export function planKeys(document: DocumentNode, required: ReadonlySet<string>): PlannedDocument {
  const clientKeys = new Map<string, string>();
  const numbers = new Map<string, number>();
  const plannedKey = (node: FieldNode): string => {
    const key = keyOf(node);
    const isOwn = key === node.name.value && !node.arguments?.length;
    if ((isOwn || !required.has(key)) && key !== '__proto__') return key;
    const what = `${node.name.value}(${(node.arguments ?? []).map((one) => print(one)).sort().join()})`;
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
