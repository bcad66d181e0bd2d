export const VARIABLE_TYPES = ['string', 'int', 'money', 'date', 'bool', 'list', 'party'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** What a template asks for under one name. */
export interface Variable {
  readonly type: VariableType;
  /** Whether it has to be given; false unless declared. */
  readonly required: boolean;
  /** What counts where nothing is given. */
  readonly default?: unknown;
  /** How it is printed, by its type. */
  readonly format?: string;
  /** What each item of a list is: variables by name, or one that is printed as `{{.}}`. */
  readonly of?: Variables | Variable;
  /** What of the graph fills it: `exchange.number`. */
  readonly from?: string;
  /** Whether the input goes before what the graph has. */
  readonly overridable: boolean;
}

export type Variables = ReadonlyMap<string, Variable>;

/** What variables may be `from`, by name; of lists what their items have. */
export type Sources = Readonly<Record<string, { readonly type: VariableType; readonly of?: Readonly<Record<string, VariableType>> }>>;

/** What a party is printed by. */
export const PARTY_FIELDS = ['name', 'company', 'email', 'phone', 'address'] as const;

/** Whether a list's items are values themselves instead of having variables. */
export const isScalar = (of: Variables | Variable): of is Variable => 'type' in of;
