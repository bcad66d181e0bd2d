import {
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { JsonBytes } from './json-bytes';
import { below, type CollectedField, compositeOf, type Selections } from './selection';
import { anyText, booleanText, enumText, floatText, idText, intText, quote, stringText } from './write-json';

interface WrittenAt {
  readonly from: number;
  readonly to: number;
}

/** What one projection notes while it writes. */
export class Projection {
  /** Whether something did not fit its type, so that the text is worth nothing and the careful way has to be gone. */
  isBad = false;
  /** Where objects are written that several places share, by the function that wrote them. */
  readonly written: Map<object, WrittenAt>[] = [];

  /**
   * @param out what is written to
   * @param introspected texts of root fields that ask for the schema, by response key
   * @param isPlain whether the data have no string with anything to escape
   */
  constructor(
    readonly out: JsonBytes,
    readonly introspected: ReadonlyMap<string, string> = new Map(),
    readonly isPlain = false,
  ) {}
}

/** Writes merged data as the JSON text of the answer's `data`; when the projection is bad, what it wrote is not to be used. */
export type Projector = (data: object, projection: Projection) => void;

type LeafText = (value: unknown) => string | undefined;

const LEAVES: Readonly<Record<string, LeafText>> = {
  ID: idText,
  String: stringText,
  Int: intText,
  Float: floatText,
  Boolean: booleanText,
};

/** Types whose texts are ASCII. */
const ASCII: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean']);

/** Whether objects at this path may be shared by several places: where entities were fetched. */
export type SharedAt = (path: string) => boolean;

/**
 * Compiles an operation into code that writes its answer: one function for each object type at each place, with the
 * names of its fields as literals, so that the engine sees objects of one shape at each of them.
 */
export function compileProjector(
  selections: Selections,
  root: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  sharedAt: SharedAt,
): Projector {
  return new ProjectorCode(selections, sharedAt).of(root, sets);
}

class ProjectorCode {
  private readonly functions: string[] = [];
  private readonly leaves: LeafText[] = [];
  private readonly literals: Uint8Array[] = [];
  private readonly literalNames = new Map<string, string>();
  private readonly leafNames = new Map<string, string>();
  private memos = 0;

  constructor(
    private readonly selections: Selections,
    private readonly sharedAt: SharedAt,
  ) {}

  of(root: GraphQLObjectType, sets: readonly SelectionSetNode[]): Projector {
    const name = this.objectFunction(root, sets, '', true);
    // What is compiled are names of the schema and of the operation, which are names of GraphQL, and text in quotes.
    const names = this.literals.map((_, n) => `l${n}`);
    const make = new Function('leaves', ...names, `"use strict";\n${this.functions.join('\n')}\nreturn ${name};`);
    return make(this.leaves, ...this.literals) as Projector;
  }

  private objectFunction(
    type: GraphQLObjectType | GraphQLInterfaceType,
    sets: readonly SelectionSetNode[],
    path: string,
    isRoot = false,
  ): string {
    const name = `object${this.functions.length}`;
    this.functions.push(''); // its place: those below come behind it
    const fields = this.selections.of(type, sets);
    const lines = fields.map((field, n) => this.fieldCode(type, field, n === 0 ? '{' : ',', path, isRoot));
    const memo = !isRoot && this.sharedAt(path) ? this.memos++ : undefined;
    const body = [
      ...(isRoot ? [] : [`if (v.__typename !== undefined && v.__typename !== ${quote(type.name)}) { c.isBad = true; return; }`]),
      'let t;',
      ...(fields.length ? lines : [this.literal('{')]),
      this.literal('}'),
    ];
    this.functions[Number(name.slice('object'.length))] =
      memo === undefined
        ? `function ${name}(v, c) {\nconst { out } = c;\n${body.join('\n')}\n}`
        : `function ${name}(v, c) {
const { out } = c;
const written = (c.written[${memo}] ??= new Map());
const known = written.get(v);
if (known !== undefined) return out.repeat(known.from, known.to);
const from = out.length;
${body.join('\n')}
written.set(v, { from, to: out.length });
}`;
    return name;
  }

  private fieldCode(
    type: GraphQLObjectType | GraphQLInterfaceType,
    field: CollectedField,
    separator: string,
    path: string,
    isRoot: boolean,
  ): string {
    const { key, source, field: definition } = field;
    const head = `${separator}${JSON.stringify(key)}:`;
    if (definition.name === '__typename' && !isObjectType(type)) return 'c.isBad = true; return;';
    if (definition.name === '__typename') return this.literal(`${head}${JSON.stringify(type.name)}`);
    if (isRoot && definition.name.startsWith('__'))
      return `t = c.introspected.get(${quote(key)}); if (t === undefined) { c.isBad = true; return; } ${this.literal(head)} out.text(t);`;
    const value = `v[${quote(source)}]`;
    return `t = ${value}; ${this.valueCode(definition.type, field, head, path === '' ? source : `${path}.${source}`)}`;
  }

  /** Code that writes the value in variable `t`, behind a head. */
  private valueCode(type: GraphQLOutputType, field: CollectedField, head: string, path: string): string {
    const missing = isNonNullType(type) ? '{ c.isBad = true; return; }' : this.literal(`${head}null`);
    return `if (t === undefined || t === null) ${missing} else { ${this.literal(head)} ${this.presentCode(getNullableType(type), field, path)} }`;
  }

  private presentCode(type: GraphQLOutputType, field: CollectedField, path: string): string {
    if (isListType(type)) return `${this.listFunction(type.ofType, field, path)}(t, c); if (c.isBad) return;`;
    const composite = compositeOf(field);
    if (composite) return `${this.compositeFunction(composite, below(field), path)}(t, c); if (c.isBad) return;`;
    const leaf = type as GraphQLNamedType;
    const write = `{ t = ${this.leaf(leaf)}(t); if (t === undefined) { c.isBad = true; return; } out.${ASCII.has(leaf.name) || isEnumType(leaf) ? 'ascii' : 'text'}(t); }`;
    return leaf.name === 'String' || leaf.name === 'ID' ? `if (c.isPlain && typeof t === 'string') out.plain(t); else ${write}` : write;
  }

  private listFunction(item: GraphQLOutputType, field: CollectedField, path: string): string {
    const name = `list${this.functions.length}`;
    const place = this.functions.push('') - 1;
    this.functions[place] = `function ${name}(v, c) {
if (!Array.isArray(v)) { c.isBad = true; return; }
const { out } = c;
let t;
${this.literal('[')}
for (let n = 0; n < v.length; n++) {
if (n !== 0) ${this.literal(',')}
t = v[n];
${this.valueCode(item, field, '', path)}
}
${this.literal(']')}
}`;
    return name;
  }

  private compositeFunction(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], path: string): string {
    const possible = this.selections.possible(type);
    const place = this.functions.push('') - 1;
    const name = `value${place}`;
    const isObject = `if (typeof v !== 'object') { c.isBad = true; return; }`;
    if (!isAbstractType(type)) {
      this.functions[place] = `function ${name}(v, c) { ${isObject} return ${this.objectFunction(type, sets, path)}(v, c); }`;
      return name;
    }
    const unresolved = this.selections.unresolved(type);
    const cases = [...unresolved, ...possible].map(
      (one) => `case ${quote(one.name)}: return ${this.objectFunction(one, sets, path)}(v, c);`,
    );
    // A subgraph that knows the interface as one type of object is not even asked for a name where none is needed.
    if (unresolved.some((one) => one === type)) cases.unshift('case undefined:');
    this.functions[place] = `function ${name}(v, c) {
${isObject}
switch (v.__typename) {
${cases.join('\n')}
default: c.isBad = true;
}
}`;
    return name;
  }

  /** Code that writes what is known beforehand. */
  private literal(text: string): string {
    if (text === '') return '';
    const known = this.literalNames.get(text);
    if (known) return `out.literal(${known});`;
    const name = `l${this.literals.push(Buffer.from(text)) - 1}`;
    this.literalNames.set(text, name);
    return `out.literal(${name});`;
  }

  private leaf(type: GraphQLNamedType): string {
    const known = this.leafNames.get(type.name);
    if (known) return known;
    const write = isEnumType(type) ? enumText(new Set(type.getValues().map(({ name }) => name))) : (LEAVES[type.name] ?? anyText);
    const name = `leaves[${this.leaves.push(write) - 1}]`;
    this.leafNames.set(type.name, name);
    return name;
  }
}
