/** Which types of the supergraph include which others: of each type, the names that it answers to. */
export type TypeNames = Readonly<Record<string, readonly string[]>>;

/** What the executor of plans has to know of the supergraph's types, hidden ones included. */
export class TypeRelations {
  private readonly names: ReadonlyMap<string, ReadonlySet<string>>;

  /** Interfaces and unions. */
  readonly abstract: ReadonlySet<string>;

  /**
   * @param names by type of the supergraph, itself and the interfaces and unions that it belongs to
   * @param interfaceObjects interfaces that a subgraph knows as one type of object
   */
  constructor(
    names: TypeNames,
    readonly interfaceObjects: ReadonlySet<string> = new Set(),
  ) {
    this.names = new Map(Object.entries(names).map(([type, several]) => [type, new Set(several)]));
    this.abstract = new Set(Object.entries(names).flatMap(([type, several]) => several.filter((one) => one !== type)));
  }

  /** Whether objects of a type satisfy a condition. */
  includes(condition: string, type: string): boolean {
    return condition === type || this.names.get(type)?.has(condition) === true;
  }

  /** @param unknown the answer for an object that does not say what it is */
  isOf(value: object, condition: string, unknown = false): boolean {
    const { __typename: type } = value as { readonly __typename?: unknown };
    return typeof type === 'string' ? this.includes(condition, type) : unknown;
  }
}
