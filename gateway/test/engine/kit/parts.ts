import type { Answer } from '@plat/shared/testing/operations/answer-difference';
import type { Dice } from '@plat/shared/testing/operations/dice';
import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  visit,
} from 'graphql';
import type { AnswerPart } from './supergraph';

type Data = Record<string | number, unknown>;

const DEFER: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'defer' } };

/** The same query, with parts of it that may come later. */
export function withDefers(query: string, dice: Dice): string {
  const document: DocumentNode = parse(query, { noLocation: true });
  return print(
    visit(document, {
      FragmentSpread: (node) => (dice.chance(0.5) ? { ...node, directives: [...(node.directives ?? []), DEFER] } : undefined),
      InlineFragment: (node) => (dice.chance(0.5) ? { ...node, directives: [...(node.directives ?? []), DEFER] } : undefined),
      SelectionSet: {
        leave(node) {
          if (!dice.chance(0.3)) return undefined;
          const later = node.selections.filter(() => dice.chance(0.5));
          if (later.length === 0) return undefined;
          const part: SelectionNode = {
            kind: Kind.INLINE_FRAGMENT,
            directives: [DEFER],
            selectionSet: { kind: Kind.SELECTION_SET, selections: later },
          };
          return { ...node, selections: [...node.selections.filter((one) => !later.includes(one)), part] };
        },
      },
    }),
  );
}

/** Errors of parts that do not lead to a null of their own part. */
export const strayErrors = (parts: readonly AnswerPart[]): unknown[] =>
  parts
    .flatMap((part) => [{ ...part, path: [] }, ...(part.incremental ?? [])])
    .flatMap(({ data, errors = [], path }) =>
      errors.filter((error) => {
        const at = error.path ?? [];
        if (at.length < path.length) return false;
        return !path.every((key, n) => at[n] === key) || !leadsToNull(data, at.slice(path.length));
      }),
    );

function leadsToNull(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const key of path) {
    if (value === null || value === undefined) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value === null;
}

/** Where an answer says that something failed, each place once. */
export const errorPaths = ({ errors = [] }: Answer): string[] => [...new Set(errors.map(({ path }) => JSON.stringify(path)))].sort();

export const isQuery = (query: string): boolean =>
  (parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode).operation === 'query';

/** The answer that a client puts together of its parts. @throws Error for a part that has no place */
export function joined([first, ...later]: readonly AnswerPart[]): Answer {
  const data = first?.data;
  const errors = [...(first?.errors ?? [])];
  for (const { incremental = [] } of later)
    for (const one of incremental) {
      errors.push(...(one.errors ?? []));
      let place = data;
      for (const key of one.path) place = (place as Data)[key];
      if (typeof place !== 'object' || place === null) throw new Error(`nothing is at ${one.path.join('.')}`);
      if (one.data) merge(place as Data, one.data as Data);
    }
  return { data, ...(errors.length && { errors }) };
}

function merge(into: Data, from: Data): void {
  for (const key of Object.keys(from)) {
    const [there, came] = [Object.getOwnPropertyDescriptor(into, key)?.value, from[key]];
    if (typeof there === 'object' && there !== null && typeof came === 'object' && came !== null) merge(there as Data, came as Data);
    // An alias may be `__proto__`.
    else Object.defineProperty(into, key, { value: came, enumerable: true, configurable: true, writable: true });
  }
}
