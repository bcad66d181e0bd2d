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
import { below, type CollectedField, compositeOf, type Selections } from './selection';
import { anyText, booleanText, enumText, floatText, idText, intText, quote, stringText } from './write-json';

/** What one projection notes while it writes. */
export class Projection {
  /** Whether something did not fit its type, so that the text is worth nothing and the careful way has to be gone. */
  isBad = false;
  /** Texts of objects that several places share, by the function that wrote them. */
  readonly written: Map<object, string>[] = [];

  /** @param introspected texts of root fields that ask for the schema, by response key */
  constructor(readonly introspected: ReadonlyMap<string, string> = new Map()) {}
}

/** Writes merged data as the JSON text of the answer's `data`; when the projection is bad, the text is not to be used. */
export type Projector = (data: object, projection: Projection) => string;

type LeafText = (value: unknown) => string | undefined;

const LEAVES: Readonly<Record<string, LeafText>> = {
  ID: idText,
  String: stringText,
  Int: intText,
  Float: floatText,
  Boolean: booleanText,
};

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
  private readonly leafNames = new Map<string, string>();
  private memos = 0;

  constructor(
    private readonly selections: Selections,
    private readonly sharedAt: SharedAt,
  ) {}

  of(root: GraphQLObjectType, sets: readonly SelectionSetNode[]): Projector {
    const name = this.objectFunction(root, sets, '', true);
    // What is compiled are names of the schema and of the operation, which are names of GraphQL, and text in quotes.
    const make = new Function('quote', 'leaves', `"use strict";\n${this.functions.join('\n')}\nreturn ${name};`);
    return make(quote, this.leaves) as Projector;
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
      ...(isRoot ? [] : [`if (v.__typename !== undefined && v.__typename !== ${quote(type.name)}) { c.isBad = true; return ''; }`]),
      `let s = ${fields.length ? "''" : "'{'"}, t;`,
      ...lines,
      `s += '}';`,
    ];
    this.functions[Number(name.slice('object'.length))] =
      memo === undefined
        ? `function ${name}(v, c) {\n${body.join('\n')}\nreturn s;\n}`
        : `function ${name}(v, c) {
const known = (c.written[${memo}] ??= new Map()).get(v);
if (known !== undefined) return known;
${body.join('\n')}
c.written[${memo}].set(v, s);
return s;
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
    if (definition.name === '__typename' && !isObjectType(type)) return `c.isBad = true; return '';`;
    if (definition.name === '__typename') return `s += ${quote(`${head}${JSON.stringify(type.name)}`)};`;
    if (isRoot && definition.name.startsWith('__'))
      return `t = c.introspected.get(${quote(key)}); if (t === undefined) { c.isBad = true; return ''; } s += ${quote(head)} + t;`;
    const value = `v[${quote(source)}]`;
    return `t = ${value}; s += ${quote(head)}; ${this.valueCode(definition.type, field, 't', path === '' ? source : `${path}.${source}`)}`;
  }

  /** Code that adds the text of the value in variable `v` to `s`. */
  private valueCode(type: GraphQLOutputType, field: CollectedField, v: string, path: string): string {
    const missing = isNonNullType(type) ? `{ c.isBad = true; return ''; }` : `s += 'null';`;
    return `if (${v} === undefined || ${v} === null) ${missing} else { ${this.presentCode(getNullableType(type), field, v, path)} }`;
  }

  private presentCode(type: GraphQLOutputType, field: CollectedField, v: string, path: string): string {
    if (isListType(type)) return `s += ${this.listFunction(type.ofType, field, path)}(${v}, c); if (c.isBad) return '';`;
    const composite = compositeOf(field);
    if (composite) return `s += ${this.compositeFunction(composite, below(field), path)}(${v}, c); if (c.isBad) return '';`;
    return `${v} = ${this.leaf(type as GraphQLNamedType)}(${v}); if (${v} === undefined) { c.isBad = true; return ''; } s += ${v};`;
  }

  private listFunction(item: GraphQLOutputType, field: CollectedField, path: string): string {
    const name = `list${this.functions.length}`;
    const place = this.functions.push('') - 1;
    this.functions[place] = `function ${name}(v, c) {
if (!Array.isArray(v)) { c.isBad = true; return ''; }
let s = '[', t;
for (let n = 0; n < v.length; n++) {
if (n !== 0) s += ',';
t = v[n];
${this.valueCode(item, field, 't', path)}
}
return s + ']';
}`;
    return name;
  }

  private compositeFunction(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], path: string): string {
    const possible = this.selections.possible(type);
    const place = this.functions.push('') - 1;
    const name = `value${place}`;
    const isObject = `if (typeof v !== 'object') { c.isBad = true; return ''; }`;
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
default: c.isBad = true; return '';
}
}`;
    return name;
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
