import type { TemplateFault } from './template.faults';
import { type Token, tokenize } from './template.tags';
import { isScalar, PARTY_FIELDS, type Variable, type Variables } from './template.variable';
import type { Shown, View } from './template.view';

type Text = Extract<Token, { kind: 'TEXT' }>;
type Tag = Exclude<Token, Text>;

/** A template as it is nested. */
export type Node = Text | (Tag & { readonly inside?: readonly Node[] });

export interface Tree {
  readonly nodes: readonly Node[];
  readonly faults: readonly TemplateFault[];
  /** The names that are used, each once, sorted. */
  readonly tags: readonly string[];
}

/** Reads a template, and says where its parts do not fit together. */
export function parseTemplate(source: string): Tree {
  const { tokens, faults } = tokenize(source);
  const top: Node[] = [];
  const open: { tag: Tag; inside: Node[] }[] = [];
  for (const token of withoutOwnLines(source, tokens)) {
    const into = open.at(-1)?.inside ?? top;
    if (token.kind === 'TEXT' || token.kind === 'PRINT') into.push(token);
    else if (token.kind !== 'END') {
      const inside: Node[] = [];
      into.push({ ...token, inside });
      open.push({ tag: token, inside });
    } else if (open.some(({ tag }) => tag.name === token.name)) {
      for (let last = open.pop(); last && last.tag.name !== token.name; last = open.pop()) faults.push(unclosed(last.tag));
    } else faults.push({ code: 'UNOPENED_TAG', message: 'ends a part that nothing begins', tag: `/${token.name}`, offset: token.offset });
  }
  faults.push(...open.map(({ tag }) => unclosed(tag)));
  return { nodes: top, faults, tags: [...new Set(tokens.flatMap((token) => (token.kind === 'TEXT' ? [] : [token.name])))].sort() };
}

const unclosed = ({ kind, name, offset }: Tag): TemplateFault => ({
  code: 'UNCLOSED_TAG',
  message: 'begins a part that does not end',
  tag: `${kind === 'INVERTED' ? '^' : '#'}${name}`,
  offset,
});

/** The line of a tag that begins or ends a part vanishes with it where nothing else is on it. */
function withoutOwnLines(source: string, tokens: readonly Token[]): Token[] {
  const cuts = tokens.flatMap((token): [number, number][] => {
    if (token.kind === 'TEXT' || token.kind === 'PRINT') return [];
    const [indent = ''] = /[ \t]*$/.exec(source.slice(0, token.offset)) ?? [];
    const [rest = ''] = /^[ \t]*(\r?\n)?/.exec(source.slice(token.end)) ?? [];
    const [from, to] = [token.offset - indent.length, token.end + rest.length];
    const isAlone = (from === 0 || source[from - 1] === '\n') && (rest.endsWith('\n') || to === source.length);
    return isAlone ? [[from, to]] : [];
  });
  return tokens.flatMap((token): Token[] => {
    if (token.kind !== 'TEXT') return [token];
    let [from, to] = [token.offset, token.offset + token.text.length];
    for (const [begin, end] of cuts) {
      if (begin <= from && end > from) from = Math.min(end, to);
      if (begin < to && end >= to) to = Math.max(begin, from);
    }
    return from < to ? [{ ...token, text: source.slice(from, to) }] : [];
  });
}

/** Where a tag stands: the variables of each list around it, the innermost first. */
type Scopes = readonly Variables[];

/** Says which tags name nothing that is declared where they stand, and which parts are over what they cannot be over. */
export function checkTags(nodes: readonly Node[], variables: Variables): TemplateFault[] {
  return checkIn(nodes, [variables]);
}

function checkIn(nodes: readonly Node[], scopes: Scopes): TemplateFault[] {
  return nodes.flatMap((node): TemplateFault[] => {
    if (node.kind === 'TEXT') return [];
    const { name: tag, offset } = node;
    const variable = find(tag, scopes);
    const inner = variable?.type === 'list' && node.kind === 'SECTION' ? [itemsOf(variable), ...scopes] : scopes;
    const inside = checkIn(node.inside ?? [], inner);
    if (!variable) return [{ code: 'UNDECLARED_TAG', message: 'is not declared by the template', tag, offset }, ...inside];
    const isOver = variable.type === 'list' || variable.type === 'bool';
    if (node.kind === 'PRINT' && variable.type === 'list')
      return [{ code: 'TYPE_MISMATCH', message: 'is a list, and is printed item by item', path: tag, tag, offset }];
    if (node.kind !== 'PRINT' && !isOver)
      return [{ code: 'TYPE_MISMATCH', message: 'is neither a list nor a bool, and begins no part', path: tag, tag, offset }, ...inside];
    return inside;
  });
}

const itemsOf = ({ of = new Map() }: Variable): Variables => (isScalar(of) ? new Map([['.', of]]) : of);

function find(tag: string, scopes: Scopes): Variable | undefined {
  const [name = '', field] = tag === '.' ? ['.'] : tag.split('.');
  const scope = scopes.find((one) => one.has(name));
  const variable = scope?.get(name);
  if (field === undefined) return variable;
  return variable?.type === 'party' && (PARTY_FIELDS as readonly string[]).includes(field) ? { ...variable, type: 'string' } : undefined;
}

/** A piece of what comes out: of the template, or of a value, which nothing reads again. */
export interface Piece {
  readonly text: string;
  readonly isValue: boolean;
}

/** Says for each item that it was come to: parts may repeat, and hold nothing. */
const STEP: Piece = { text: '', isValue: false };

/** What a template without faults says with these values. @param views what can be named, the innermost first */
export function* piecesOf(nodes: readonly Node[], views: readonly View[]): Generator<Piece> {
  for (const node of nodes) {
    if (node.kind === 'TEXT') {
      yield { text: node.text, isValue: false };
      continue;
    }
    const shown = lookUp(node.name, views);
    if (node.kind === 'PRINT') yield { text: shown?.text ?? '', isValue: true };
    else if (node.kind === 'INVERTED') {
      if (!shown?.isSet && !shown?.items?.length) yield* piecesOf(node.inside ?? [], views);
    } else if (shown?.items) {
      for (const item of shown.items) {
        yield STEP;
        yield* piecesOf(node.inside ?? [], [item, ...views]);
      }
    } else if (shown?.isSet) yield* piecesOf(node.inside ?? [], views);
  }
}

/** What a name stands for, in the innermost place that has it. */
export const lookUp = (name: string, views: readonly View[]): Shown | undefined => views.find((view) => view.has(name))?.get(name);
