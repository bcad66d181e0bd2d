import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { Dice } from './dice';

/** An operation with its variables. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly fallback?: string;
  readonly value?: unknown;
}

/** How large the operations are. */
export interface OperationSize {
  readonly depth: number;
  readonly fields: number;
}

/** Makes valid operations of all kinds over a schema: aliases that meet, fragments, conditions, variables with defaults. */
export class RandomOperations {
  private dice = new Dice(0);
  private variables: Variable[] = [];
  private fragments: string[] = [];
  private left = 0;
  private readonly aliases: readonly string[];
  private readonly composites: readonly GraphQLCompositeType[];

  /** @param seed decides all of them */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly seed: number,
    private readonly size: OperationSize = { depth: 4, fields: 24 },
  ) {
    const named = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
    this.composites = named.filter(isCompositeType);
    const fieldNames = named.filter(isObjectType).flatMap((type) => Object.keys(type.getFields()));
    this.aliases = ['a', 'b', 'a', 'b', 'c', '__proto__', 'constructor', ...fieldNames.slice(0, 12)];
  }

  /** @throws Error when none of many tries is valid */
  at(number: number): RandomOperation {
    for (let attempt = 0; attempt < 200; attempt++) {
      this.dice = new Dice(this.seed * 1_000_003 + number * 1_009 + attempt);
      const operation = this.draw();
      if (validate(this.schema, parse(operation.query)).length === 0) return operation;
    }
    throw new Error(`no operation ${number} could be made`);
  }

  private draw(): RandomOperation {
    this.variables = [];
    this.fragments = [];
    this.left = this.size.fields;
    const mutation = this.schema.getMutationType();
    const isMutation = mutation && this.dice.chance(0.12);
    const root = (isMutation ? mutation : this.schema.getQueryType()) as GraphQLObjectType;
    const selection = this.selection(root, this.size.depth, true);
    const definitions = this.variables.map(
      ({ name, type, fallback }) => `$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`,
    );
    const head = `${isMutation ? 'mutation' : 'query'} Drawn${definitions.length ? `(${definitions.join(', ')})` : ''}`;
    return {
      query: [`${head} ${selection}`, ...this.fragments].join('\n'),
      variables: Object.fromEntries(this.variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    };
  }

  private selection(type: GraphQLCompositeType, depth: number, isRoot = false): string {
    const parts: string[] = [];
    const count = 1 + this.dice.below(isRoot ? 3 : 5);
    for (let n = 0; n < count && this.left > 0; n++) {
      const one = this.part(type, depth);
      if (one) parts.push(one);
    }
    if (parts.length === 0) parts.push('__typename');
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLCompositeType, depth: number): string | undefined {
    if (this.dice.chance(0.06)) return `__typename${this.condition()}`;
    if (depth > 0 && this.dice.chance(isAbstractType(type) ? 0.55 : 0.15)) return this.fragment(type, depth);
    if (isUnionType(type)) return undefined;
    const fields = Object.values(type.getFields()).filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    if (fields.length === 0) return undefined;
    return this.field(this.dice.one(fields), depth);
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const own = this.possible(type);
    const fitting = this.composites.filter((one) => this.possible(one).some((name) => own.includes(name)));
    const on = this.dice.chance(0.2) ? type : this.dice.one(fitting);
    const selection = this.selection(on, depth - (isAbstractType(type) ? 0 : 1));
    if (this.dice.chance(0.3)) {
      const name = `F${this.fragments.length}`;
      this.fragments.push(`fragment ${name} on ${on.name} ${selection}`);
      const spread = `...${name}${this.condition()}`;
      return this.dice.chance(0.2) ? `${spread} ...${name}` : spread;
    }
    return on === type && this.dice.chance(0.5)
      ? `...${this.condition() || ' @include(if: true)'} ${selection}`
      : `... on ${on.name}${this.condition()} ${selection}`;
  }

  private possible(type: GraphQLCompositeType): string[] {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.left--;
    const alias = this.dice.chance(0.25) ? `${this.dice.one(this.aliases)}: ` : '';
    const args = field.args.flatMap((one) => this.argument(one));
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? ` ${this.selection(type, depth - 1)}` : '';
    return `${alias}${field.name}${args.length ? `(${args.join(', ')})` : ''}${this.condition()}${below}`;
  }

  private argument({ name, type, defaultValue }: GraphQLArgument): string[] {
    const isNeeded = isNonNullType(type) && defaultValue === undefined;
    if (!isNeeded && this.dice.chance(0.5)) return [];
    if (this.dice.chance(0.4)) return [`${name}: $${this.variable(type)}`];
    return [`${name}: ${literal(this.input(type), getNullableType(type))}`];
  }

  private variable(type: GraphQLInputType): string {
    const same = this.variables.filter((one) => one.type === String(type));
    if (same.length && this.dice.chance(0.4)) return this.dice.one(same).name;
    const name = `v${this.variables.length}`;
    const hasDefault = this.dice.chance(0.3);
    const fallback = hasDefault ? literal(this.input(getNullableType(type) as GraphQLInputType), getNullableType(type)) : undefined;
    const isLeftOut = this.dice.chance(0.3) && (hasDefault || !isNonNullType(type));
    this.variables.push({ name, type: String(type), fallback, value: isLeftOut ? undefined : this.input(type) });
    return name;
  }

  private condition(): string {
    if (!this.dice.chance(0.1)) return '';
    const kind = this.dice.one(['skip', 'include']);
    if (this.dice.chance(0.25)) return ` @${kind}(if: ${this.dice.chance(0.5)})`;
    const known = this.variables.filter(({ type }) => type === 'Boolean!');
    let name = known.length && this.dice.chance(0.5) ? this.dice.one(known).name : undefined;
    if (!name) {
      name = `v${this.variables.length}`;
      const hasDefault = this.dice.chance(0.2);
      const fallback = hasDefault ? String(this.dice.chance(0.5)) : undefined;
      this.variables.push({
        name,
        type: 'Boolean!',
        fallback,
        value: hasDefault && this.dice.chance(0.5) ? undefined : this.dice.chance(0.5),
      });
    }
    return ` @${kind}(if: $${name})`;
  }

  /** A value that fits a type, as JSON. */
  private input(type: GraphQLInputType, depth = 2): unknown {
    if (isNonNullType(type)) return this.present(type.ofType, depth);
    return this.dice.chance(0.1) ? null : this.present(type, depth);
  }

  private present(type: GraphQLInputType, depth: number): unknown {
    if (isListType(type)) return Array.from({ length: this.dice.below(3) }, () => this.input(type.ofType, depth - 1));
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      const fields = Object.values(named.getFields()).filter((one) => isNonNullType(one.type) || (depth > 0 && this.dice.chance(0.3)));
      return Object.fromEntries(fields.map((one) => [one.name, this.input(one.type, depth - 1)]));
    }
    if (isEnumType(named)) return this.dice.one(named.getValues()).name;
    if (named.name === 'Int') return this.dice.below(9);
    if (named.name === 'Float') return this.dice.below(9) / 2;
    if (named.name === 'Boolean') return this.dice.chance(0.5);
    return `text-${this.dice.below(9)}`;
  }
}

/** JSON as GraphQL writes it. */
function literal(value: unknown, type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) {
    const item = isListType(nullable) ? nullable.ofType : nullable;
    return `[${value.map((one) => literal(one, item as GraphQLInputType)).join(', ')}]`;
  }
  if (isInputObjectType(nullable)) {
    const fields = nullable.getFields();
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${literal(one, (fields[key] as { type: GraphQLInputType }).type)}`)
      .join(', ')}}`;
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value);
}
