import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { below, type CollectedField, compositeOf, type Selections } from './selection';
import { booleanText, floatText, idText, intText, stringText } from './write-json';

/** Where in an answer: response keys and places in lists. */
export type ResponsePath = readonly (string | number)[];

/** A value that does not fit its type, or is missing where there must be one. */
export interface CompletionFault {
  readonly message: string;
  readonly path: ResponsePath;
}

/** A null that its place does not bear, on its way to the next that does. */
class MissingValue extends Error {}

/** Whether the answer says already why a value at or below a path, or above it, is null. */
export type Explained = (path: ResponsePath) => boolean;

/**
 * Completes merged data value by value, as the specification says, and tells of each fault where it is: the careful way
 * for data that does not fit, which compiled code leaves alone.
 */
export class Completion {
  readonly faults: CompletionFault[] = [];

  /** @param introspected values of root fields that ask for the schema, as JSON, by response key */
  constructor(
    private readonly selections: Selections,
    private readonly explained: Explained,
    private readonly introspected: ReadonlyMap<string, string> = new Map(),
  ) {}

  /**
   * @param path where the object is; the root of the answer, unless it is said
   * @returns its data, or null where a null went all the way up
   */
  of(
    type: GraphQLObjectType | GraphQLInterfaceType,
    sets: readonly SelectionSetNode[],
    data: object,
    path: ResponsePath = [],
  ): Readonly<Record<string, unknown>> | null {
    try {
      return this.object(type, sets, data, path, path.length === 0);
    } catch (error) {
      if (error instanceof MissingValue) return null;
      throw error;
    }
  }

  private object(
    type: GraphQLObjectType | GraphQLInterfaceType,
    sets: readonly SelectionSetNode[],
    data: object,
    path: ResponsePath,
    isRoot = false,
  ): Record<string, unknown> {
    const completed: Record<string, unknown> = Object.create(null);
    for (const field of this.selections.of(type, sets)) {
      const { key, source, field: definition } = field;
      const introspected = isRoot && definition.name.startsWith('__') ? this.introspected.get(key) : undefined;
      if (definition.name === '__typename' && !isObjectType(type))
        throw this.missing('An object came that does not say of which type it is.', [...path, key]);
      if (definition.name === '__typename') completed[key] = type.name;
      else if (introspected !== undefined) completed[key] = JSON.parse(introspected);
      else
        completed[key] = this.value(
          definition.type,
          field,
          Object.hasOwn(data, source) ? (data as Record<string, unknown>)[source] : undefined,
          [...path, key],
          `${type.name}.${definition.name}`,
        );
    }
    return completed;
  }

  private value(type: GraphQLOutputType, field: CollectedField, value: unknown, path: ResponsePath, name: string): unknown {
    if (!isNonNullType(type)) return this.nullable(type, field, value, path, name);
    const before = this.faults.length;
    const completed = this.nullable(getNullableType(type), field, value, path, name);
    if (completed !== null) return completed;
    if (this.faults.length === before && !this.explained(path))
      this.faults.push({ message: `Cannot return null for non-nullable field ${name}.`, path });
    throw new MissingValue();
  }

  private nullable(type: GraphQLOutputType, field: CollectedField, value: unknown, path: ResponsePath, name: string): unknown {
    if (value === undefined || value === null) return null;
    try {
      if (isListType(type)) {
        if (!Array.isArray(value)) return this.fault(`A list was expected for ${name}.`, path);
        return value.map((item, n) => this.value(type.ofType, field, item, [...path, n], name));
      }
      const composite = compositeOf(field);
      if (!composite) return this.leaf(type as GraphQLNamedType, value, path, name);
      if (typeof value !== 'object') return this.fault(`An object was expected for ${name}.`, path);
      const object = this.selections.typeOf(composite, value);
      return object ? this.object(object, below(field), value, path) : this.fault(`An object of another type came for ${name}.`, path);
    } catch (error) {
      if (error instanceof MissingValue) return null;
      throw error;
    }
  }

  private leaf(type: GraphQLNamedType, value: unknown, path: ResponsePath, name: string): unknown {
    const fits = isEnumType(type) ? type.getValues().some((one) => one.name === value) : (FITS[type.name]?.(value) ?? true);
    return fits ? value : this.fault(`A value of another type than ${type.name} came for ${name}.`, path);
  }

  private missing(message: string, path: ResponsePath): MissingValue {
    this.fault(message, path);
    return new MissingValue();
  }

  private fault(message: string, path: ResponsePath): null {
    this.faults.push({ message, path });
    return null;
  }
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => idText(value) !== undefined,
  String: (value) => stringText(value) !== undefined,
  Int: (value) => intText(value) !== undefined,
  Float: (value) => floatText(value) !== undefined,
  Boolean: (value) => booleanText(value) !== undefined,
};
