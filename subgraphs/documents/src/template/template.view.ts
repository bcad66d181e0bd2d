import { formatBool, formatDate, formatInt, formatMoney, type LocaleName } from './template.formats';
import type { TemplateData } from './template.values';
import { isScalar, PARTY_FIELDS, type Variable, type Variables } from './template.variable';

/** A variable as a template sees it: what is printed of it, and what a section over it repeats. */
export interface Shown {
  readonly text: string;
  /** For a bool: whether it is set. */
  readonly isSet?: boolean;
  /** For a list: its items. */
  readonly items?: readonly View[];
}

/** What can be named in one place, by the whole name of the tag. */
export type View = ReadonlyMap<string, Shown>;

/** Everything as it is printed, in the ways of one place. @param data complete and without faults */
export function viewOf(variables: Variables, data: TemplateData, locale: LocaleName): View {
  return new Map([...variables].flatMap(([name, variable]) => shown(name, variable, data[name], locale)));
}

function shown(name: string, variable: Variable, value: unknown, locale: LocaleName): [string, Shown][] {
  if (variable.type === 'party') {
    const party = (value ?? {}) as Readonly<Record<string, string | null>>;
    const fields = PARTY_FIELDS.map((field): [string, Shown] => [`${name}.${field}`, { text: party[field] ?? '' }]);
    return [[name, { text: party.name ?? '' }], ...fields];
  }
  if (variable.type === 'list') {
    const { of = new Map() } = variable;
    const items = ((value ?? []) as unknown[]).map((item) =>
      isScalar(of) ? new Map(shown('.', of, item, locale)) : viewOf(of, item as TemplateData, locale),
    );
    return [[name, { text: '', items }]];
  }
  if (variable.type === 'bool')
    return [[name, { text: value === null ? '' : formatBool(value as boolean, variable.format, locale), isSet: value === true }]];
  return [[name, { text: value === null ? '' : print(variable, value as string, locale) }]];
}

function print({ type, format }: Variable, value: string, locale: LocaleName): string {
  if (type === 'int') return formatInt(value, format, locale);
  if (type === 'money') return formatMoney(value, format, locale);
  if (type === 'date') return formatDate(value, format, locale);
  return value;
}
