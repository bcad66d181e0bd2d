import { CURRENCIES, DATE_FORMATS } from './template.formats';
import { faultOfValue } from './template.values';
import { isScalar, type Sources, VARIABLE_TYPES, type Variable, type Variables, type VariableType } from './template.variable';

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const MOST = 200;
const DEEPEST = 3;
const MEMBERS = ['type', 'required', 'default', 'format', 'of', 'from', 'overridable'];
const FORMATS: Readonly<Record<VariableType, (format: string) => string | undefined>> = {
  string: () => 'is for int, money, date and bool',
  list: () => 'is for int, money, date and bool',
  party: () => 'is for int, money, date and bool',
  int: (format) => (['plain', 'grouped'].includes(format) ? undefined : 'must be plain or grouped'),
  money: (format) => (format === 'plain' || format in CURRENCIES ? undefined : `must be plain, ${Object.keys(CURRENCIES).join(' or ')}`),
  date: (format) => ((DATE_FORMATS as readonly string[]).includes(format) ? undefined : `must be ${DATE_FORMATS.join(', ')}`),
  bool: (format) => (/^[^{}|]{1,50}\|[^{}|]{0,50}$/.test(format) ? undefined : 'must be two words such as yes|no'),
};

type Faults = Record<string, string>;
type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads what a template declares: by name `{ type, required, default, format, of, from, overridable }`.
 * @param sources what of the graph may be named, and the type of each @param path of the argument
 * @returns the variables, and every fault by its path
 */
export function parseVariables(
  declared: unknown,
  sources: Sources = {},
  path = 'input.variables',
): { readonly variables: Variables; readonly faults: Faults } {
  const faults: Faults = {};
  let count = 0;

  const readAll = (value: unknown, at: string, depth: number): Variables => {
    if (!isObject(value)) {
      faults[at] = 'must be an object of variables by name';
      return new Map();
    }
    return new Map(
      Object.entries(value).flatMap(([name, one]): [string, Variable][] => {
        const here = `${at}.${name.slice(0, 64)}`;
        if (!NAME.test(name)) faults[here] = 'must be named by at most 64 letters, digits and _, the first a letter';
        const variable = read(one, here, depth);
        return variable && !faults[here] ? [[name, variable]] : [];
      }),
    );
  };

  const read = (value: unknown, at: string, depth: number): Variable | undefined => {
    count += 1;
    if (count === MOST + 1) faults[path] = `must declare at most ${MOST} variables`;
    if (!isObject(value)) {
      faults[at] = `must be { type: ${VARIABLE_TYPES.join(' | ')}, … }`;
      return undefined;
    }
    const { type, required, default: fallback, format, of, from, overridable } = value as Members;
    for (const member of Object.keys(value)) if (!MEMBERS.includes(member)) faults[`${at}.${member.slice(0, 64)}`] = 'is not known';
    if (!(VARIABLE_TYPES as readonly unknown[]).includes(type)) {
      faults[`${at}.type`] = `must be ${VARIABLE_TYPES.join(', ')}`;
      return undefined;
    }
    const kind = type as VariableType;
    for (const [name, flag] of Object.entries({ required, overridable }))
      if (flag !== undefined && typeof flag !== 'boolean') faults[`${at}.${name}`] = 'must be true or false';
    if (format !== undefined) {
      const fault = typeof format === 'string' ? FORMATS[kind](format) : 'must be a string';
      if (fault) faults[`${at}.format`] = fault;
    }
    if (required === true && fallback !== undefined) faults[`${at}.default`] = 'must be left out where it is required';
    if (from !== undefined) {
      if (depth > 1) faults[`${at}.from`] = 'is for variables that are in no list';
      else if (typeof from !== 'string' || !Object.hasOwn(sources, from)) faults[`${at}.from`] = `must be ${listed(Object.keys(sources))}`;
      else if (sources[from]?.type !== kind) faults[`${at}.from`] = `is of type ${sources[from]?.type}`;
    }
    if (overridable === true && from === undefined) faults[`${at}.overridable`] = 'is for what comes from the graph';
    if (kind !== 'list' && of !== undefined) faults[`${at}.of`] = 'is for lists';
    const variable: Variable = {
      type: kind,
      required: required === true,
      overridable: overridable === true,
      ...(fallback !== undefined && { default: fallback }),
      ...(typeof format === 'string' && { format }),
      ...(typeof from === 'string' && { from }),
      ...(kind === 'list' && { of: readItems(of, `${at}.of`, depth + 1) }),
    };
    if (!faults[`${at}.from`]) faultsOfItems(variable, at);
    const ownFaults = Object.keys(faults).some((one) => one.startsWith(`${at}.`));
    const fault = fallback === undefined || ownFaults ? undefined : faultOfValue(variable, fallback);
    if (fault) faults[`${at}.default`] = fault;
    return variable;
  };

  /** The items of a list from the graph are what the graph has. */
  const faultsOfItems = ({ from, of }: Variable, at: string) => {
    const items = from === undefined ? undefined : sources[from]?.of;
    if (!items || !of) return;
    if (isScalar(of)) faults[`${at}.of`] = 'must have variables by name';
    else
      for (const [name, { type }] of of)
        if (items[name] !== type)
          faults[`${at}.of.${name}`] = `must be among ${Object.entries(items)
            .map((one) => one.join(': '))
            .join(', ')}`;
  };

  const readItems = (of: unknown, at: string, depth: number): Variables | Variable => {
    if (depth > DEEPEST) faults[at] = `must be nested at most ${DEEPEST} levels deep`;
    else if (isObject(of) && typeof of.type === 'string') {
      const item = read(of, at, depth);
      if (item?.type === 'list') faults[`${at}.type`] = 'must not be a list of lists';
      if (item) return item;
    } else return readAll(of, at, depth);
    return new Map();
  };

  return { variables: readAll(declared, path, 1), faults };
}

const listed = (names: readonly string[]): string => (names.length ? `one of ${names.join(', ')}` : 'left out');
