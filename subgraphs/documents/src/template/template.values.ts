import type { TemplateFault } from './template.faults';
import { isScalar, PARTY_FIELDS, type Variable, type Variables } from './template.variable';

/** What a template is rendered from: complete, with what counts where nothing was given, in JSON. */
export type TemplateData = Readonly<Record<string, unknown>>;

const LONGEST = 20_000;
const MOST_ITEMS = 1_000;
const MOST_EXTRA = 20;
/** What no text of a person contains, and XML could not hold: control characters, halves of characters, non-characters. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{7e}\u{85}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

const faultOfText = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > LONGEST) return `must have at most ${LONGEST} characters`;
  return UNWRITABLE.test(value) ? 'must be text without control characters' : undefined;
};

const faultOfInt = (value: unknown): string | undefined => {
  const isInt = typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && /^-?\d{1,30}$/.test(value);
  return isInt ? undefined : 'must be a whole number';
};

const faultOfMoney = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return 'must be an exact decimal in a string, such as "1250.50"';
  if (!/^-?\d{1,20}(\.\d{1,10})?$/.test(value)) return 'must be a decimal such as "1250.50"';
  return /\.\d{2}\d*[1-9]/.test(value) ? 'must have at most two decimals' : undefined;
};

const faultOfDate = (value: unknown): string | undefined => {
  const isDay =
    typeof value === 'string' &&
    /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value) &&
    new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;
  return isDay ? undefined : 'must be a day such as "2026-03-01"';
};

const faultOfParty = (value: unknown): string | undefined => {
  if (!isObject(value)) return `must be { ${PARTY_FIELDS.join(', ')} }`;
  for (const [field, one] of Object.entries(value)) {
    if (!(PARTY_FIELDS as readonly string[]).includes(field)) return `must have no other members than ${PARTY_FIELDS.join(', ')}`;
    if (one !== null && faultOfText(one)) return `must have text in ${field}`;
  }
  return typeof value.name === 'string' && value.name.trim() ? undefined : 'must have a name';
};

const SCALARS: Readonly<Record<Exclude<Variable['type'], 'list'>, (value: unknown) => string | undefined>> = {
  string: faultOfText,
  int: faultOfInt,
  money: faultOfMoney,
  date: faultOfDate,
  bool: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  party: faultOfParty,
};

/** The first rule that a value of a variable breaks, if it breaks one. */
export function faultOfValue(variable: Variable, value: unknown): string | undefined {
  const faults: TemplateFault[] = [];
  complete(variable, value, '', faults, []);
  return faults[0] && [faults[0].path, faults[0].message].filter(Boolean).join(' ');
}

/**
 * Completes data by what counts where nothing was given, and says all that is wrong with it.
 * @returns data that holds each declared name and no other, null where there is nothing; it is good only without faults
 */
export function completeData(
  variables: Variables,
  given: unknown,
): { readonly data: TemplateData; readonly faults: TemplateFault[]; readonly warnings: TemplateFault[] } {
  const faults: TemplateFault[] = [];
  const warnings: TemplateFault[] = [];
  if (!isObject(given)) {
    faults.push({ code: 'TYPE_MISMATCH', path: '', message: 'must be an object of values by name' });
    return { data: {}, faults, warnings };
  }
  return { data: completeAll(variables, given, '', faults, warnings), faults, warnings };
}

function completeAll(
  variables: Variables,
  given: Members,
  path: string,
  faults: TemplateFault[],
  warnings: TemplateFault[],
): Record<string, unknown> {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const extra = Object.keys(given).filter((name) => !variables.has(name));
  for (const name of extra.slice(0, MOST_EXTRA))
    warnings.push({ code: 'EXTRA_KEY', path: at(name.slice(0, 64)), message: 'is not declared by the template' });
  return Object.fromEntries(
    [...variables].map(([name, variable]) => {
      const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? variable.default ?? null;
      if (value !== null) return [name, complete(variable, value, at(name), faults, warnings)];
      if (variable.required) faults.push({ code: 'MISSING_REQUIRED', path: at(name), message: 'is required' });
      return [name, null];
    }),
  );
}

function complete(variable: Variable, value: unknown, path: string, faults: TemplateFault[], warnings: TemplateFault[]): unknown {
  const mismatch = (message: string) => void faults.push({ code: 'TYPE_MISMATCH', path, message });
  if (variable.type !== 'list') {
    const fault = SCALARS[variable.type](value);
    if (fault) mismatch(fault);
    return variable.type === 'int' && !fault ? String(BigInt(value as string | number)) : value;
  }
  const { of = new Map() } = variable;
  if (!Array.isArray(value)) return mismatch('must be a list');
  if (value.length > MOST_ITEMS) return mismatch(`must have at most ${MOST_ITEMS} items`);
  return value.map((item: unknown, index) => {
    const here = `${path}[${index}]`;
    if (isScalar(of)) {
      if (item !== null && item !== undefined) return complete(of, item, here, faults, warnings);
    } else if (isObject(item)) return completeAll(of, item, here, faults, warnings);
    faults.push({ code: 'TYPE_MISMATCH', path: here, message: isScalar(of) ? 'must not be null' : 'must be an object of values by name' });
    return null;
  });
}
