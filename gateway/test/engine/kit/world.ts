import { hashOf } from '@plat/shared/testing/operations/dice';
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import type { SubgraphFacts } from './subgraph-facts';

/** One object of the world. An entity's id is `Type.number`; what belongs to another object has a path below that one's id. */
export interface Thing {
  readonly type: string;
  readonly id: string;
}

/** A field's value: leaf, thing, list of either, null, or why there is none. */
export type Value = unknown;

/** How many entities of a type there are, so that the same ones come up at several places. */
const ENTITIES = 5;
const TEXTS = ['', ' "quoted"', ' back\\slash', ' line\nbreak', ' é😀', ' \u2028', ' \ud800'];

/**
 * Data for any schema, computed out of names: what a field of a thing is follows from the thing, the field and its arguments
 * alone, so that every subgraph, and a plain execution over all of them, know the same without anybody telling them.
 * Fields that a subgraph requires are never errors, and keys are told apart by the number of their entity.
 */
export class World {
  private readonly entities = new Set<string>();
  private readonly keyFields = new Set<string>();
  private readonly safeFields = new Set<string>();
  private readonly requires = new Map<string, SelectionSetNode>();

  /** @param schema of everything, with what clients do not see @param visible what clients see */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly visible: GraphQLSchema,
    subgraphs: readonly SubgraphFacts[],
    private readonly seed = 0,
  ) {
    for (const { keys, requires } of subgraphs) {
      for (const [type, selections] of keys)
        for (const one of this.concrete(type)) {
          this.entities.add(one);
          for (const selection of selections) this.note(one, selection, this.keyFields);
        }
      for (const [name, selection] of requires) {
        const [type, field] = name.split('.') as [string, string];
        for (const one of this.concrete(type)) {
          this.requires.set(`${one}.${field}`, selection);
          this.note(one, selection, this.safeFields);
        }
      }
    }
  }

  isOf(thing: Thing, condition: string): boolean {
    if (thing.type === condition) return true;
    const type = this.schema.getType(condition);
    const own = this.schema.getType(thing.type);
    return isAbstractType(type) && isObjectType(own) && this.schema.isSubType(type, own);
  }

  /** What a field that requires others is computed from, as whoever knows everything sees it. */
  required(thing: Thing, selection: SelectionSetNode): Record<string, unknown> {
    const taken: Record<string, unknown> = {};
    for (const one of selection.selections) {
      if (one.kind === Kind.FRAGMENT_SPREAD) throw new Error('a field set spreads no fragments');
      if (one.kind === Kind.INLINE_FRAGMENT) {
        if (!one.typeCondition || this.isOf(thing, one.typeCondition.name.value))
          Object.assign(taken, this.required(thing, one.selectionSet));
      } else if (one.name.value !== '__typename')
        taken[one.name.value] = this.plain(this.value(thing, one.name.value, this.argumentsOf(thing, one)), one.selectionSet);
    }
    return taken;
  }

  /** @param required what a subgraph was told of the fields that this one requires; else what is known */
  value(thing: Thing, field: string, args: Readonly<Record<string, unknown>>, required?: Readonly<Record<string, unknown>>): Value {
    const type = this.schema.getType(thing.type);
    if (!isObjectType(type)) throw new Error(`${thing.type} is no object type`);
    const definition = type.getFields()[field];
    if (!definition) throw new Error(`${thing.type} has no field ${field}`);
    const name = `${thing.type}.${field}`;
    if (this.keyFields.has(name)) return this.keyValue(thing, field, definition.type);
    const requirement = this.requires.get(name);
    const from = requirement ? stableJson(required ?? this.required(thing, requirement)) : '';
    const hash = hashOf(`${this.seed} ${thing.id} ${field} ${stableJson(args)} ${from}`);
    return this.some(definition.type, `${thing.id}/${field}#${hash % 1_000}`, field, hash, this.safeFields.has(name));
  }

  /** The thing that a representation speaks of. */
  find(representation: Readonly<Record<string, unknown>>): Thing {
    const named = String(representation.__typename);
    const leaf = leafOf(Object.entries(representation).filter(([key]) => key !== '__typename' && this.isKey(named, key)));
    const [type, number] = typeof leaf === 'number' ? [named, leaf] : decode(String(leaf));
    const own = isObjectType(this.schema.getType(named)) ? named : String(type);
    return { type: own, id: `${own}.${number}` };
  }

  private isKey(type: string, field: string): boolean {
    return this.concrete(type).some((one) => this.keyFields.has(`${one}.${field}`));
  }

  private concrete(type: string): string[] {
    const found = this.schema.getType(type);
    if (isAbstractType(found)) return this.schema.getPossibleTypes(found).map(({ name }) => name);
    return [type];
  }

  private note(type: string, { selections }: SelectionSetNode, into: Set<string>): void {
    for (const one of selections) {
      if (one.kind === Kind.INLINE_FRAGMENT)
        for (const below of this.concrete(one.typeCondition?.name.value ?? type)) this.note(below, one.selectionSet, into);
      if (one.kind !== Kind.FIELD) continue;
      into.add(`${type}.${one.name.value}`);
      const found = this.schema.getType(type);
      const field = isObjectType(found) ? found.getFields()[one.name.value] : undefined;
      if (one.selectionSet && field)
        for (const below of this.concrete(getNamedType(field.type).name)) this.note(below, one.selectionSet, into);
    }
  }

  private keyValue({ id }: Thing, field: string, type: GraphQLOutputType): Value {
    const [entity] = id.split('/') as [string];
    const number = Number(entity.split('.')[1]);
    const { name } = getNamedType(type);
    if (this.entities.has(name)) return { type: name, id: `${name}.${number}` } satisfies Thing;
    if (isObjectType(getNamedType(type))) return { type: name, id: `${id}/${field}` } satisfies Thing;
    return name === 'Int' ? number : `${field}~${entity}`;
  }

  private some(type: GraphQLOutputType, id: string, field: string, hash: number, isSafe: boolean): Value {
    const luck = hash % 100;
    if (isNonNullType(type)) {
      const value = this.some(type.ofType, id, field, hash, true);
      if (!isSafe && luck < 1) return null;
      return value ?? this.present(type.ofType, id, field, hash);
    }
    if (luck < 6) return null;
    if (luck < 9 && !isSafe) return new Error(`${field} fails`);
    return this.present(type, id, field, hash, isSafe);
  }

  private present(type: GraphQLOutputType, id: string, field: string, hash: number, isSafe = false): Value {
    if (isListType(type))
      return Array.from({ length: (hash >>> 7) % 4 }, (_, n) =>
        this.some(type.ofType, `${id}.${n}`, field, hashOf(`${hash} ${n}`), isSafe),
      );
    if (isNonNullType(type)) return this.present(type.ofType, id, field, hash, isSafe);
    return this.named(type as GraphQLNamedType, id, field, hash >>> 7);
  }

  private named(type: GraphQLNamedType, id: string, field: string, hash: number): Value {
    if (isAbstractType(type)) {
      const seen = this.visible.getType(type.name);
      const possible = isAbstractType(seen) ? this.visible.getPossibleTypes(seen) : this.schema.getPossibleTypes(type);
      return this.named(possible[hash % possible.length] as GraphQLNamedType, id, field, hash >>> 3);
    }
    if (isObjectType(type)) return { type: type.name, id: this.entities.has(type.name) ? `${type.name}.${hash % ENTITIES}` : id };
    if (isEnumType(type)) {
      const seen = this.visible.getType(type.name);
      const values = (isEnumType(seen) ? seen : type).getValues();
      return values[hash % values.length]?.value;
    }
    switch (type.name) {
      case 'Int':
        return (hash % 2_000) - 1_000;
      case 'Float':
        return (hash % 4_000) / 8;
      case 'Boolean':
        return hash % 2 === 0;
      case 'ID':
      case 'String':
        return `${field}-${hash % 10_000}${TEXTS[hash % TEXTS.length]}`;
      default: // a scalar of their own may be anything
        return hash % 3 === 0 ? { [field]: [hash % 10, null] } : `${type.name}-${hash % 1_000}`;
    }
  }

  private argumentsOf({ type }: Thing, node: FieldNode): Record<string, unknown> {
    const found = this.schema.getType(type);
    const field = isObjectType(found) ? found.getFields()[node.name.value] : undefined;
    if (!field) throw new Error(`${type} has no field ${node.name.value}`);
    return getArgumentValues(field, node);
  }

  private plain(value: Value, selection: SelectionSetNode | undefined): unknown {
    if (value === null || value instanceof Error) return null;
    if (Array.isArray(value)) return value.map((item) => this.plain(item, selection));
    return selection ? this.required(value as Thing, selection) : value;
  }
}

/** JSON whose keys are in order. */
export const stableJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  ) ?? '';

/** The first leaf of a key, however deep. */
function leafOf(entries: readonly (readonly [string, unknown])[]): unknown {
  for (const [, value] of entries) {
    const leaf =
      typeof value === 'object' && value !== null ? leafOf(Object.entries(value).filter(([key]) => key !== '__typename')) : value;
    if (leaf !== undefined && leaf !== null) return leaf;
  }
  return undefined;
}

const decode = (leaf: string): [string, number] => {
  const [type = '', number = ''] = (leaf.split('~')[1] ?? '').split('.');
  return [type, Number(number)];
};
