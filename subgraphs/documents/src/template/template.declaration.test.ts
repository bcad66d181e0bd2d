import { describe, expect, it } from '@jest/globals';
import { parseVariables } from './template.declaration';

const SOURCES = {
  'exchange.number': { type: 'string' },
  'exchange.homes': { type: 'list', of: { worth: 'money' } },
} as const;
const faults = (declared: unknown) => parseVariables(declared, SOURCES).faults;

describe('the variables of a template', () => {
  it('are read with what is left out', () => {
    const { variables, faults } = parseVariables(
      {
        number: { type: 'string', from: 'exchange.number', overridable: true },
        paid: { type: 'bool', default: false, format: 'paid|open' },
        homes: { type: 'list', of: { worth: { type: 'money', format: 'USD', required: true } }, default: [{ worth: '1' }] },
        notes: { type: 'list', of: { type: 'string' } },
      },
      SOURCES,
    );
    expect(faults).toEqual({});
    expect(variables.get('number')).toEqual({ type: 'string', required: false, overridable: true, from: 'exchange.number' });
    expect(variables.get('notes')).toMatchObject({ type: 'list', of: { type: 'string' } });
  });

  it('say all that is wrong with them at once', () => {
    expect(
      faults({
        'a b': { type: 'string' },
        plain: 'string',
        kind: { type: 'float' },
        extra: { type: 'int', expression: '1 + 1' },
        both: { type: 'int', required: true, default: 1 },
        flag: { type: 'bool', required: 'yes', format: 'yes' },
        price: { type: 'money', format: 'XXX', default: '1' },
        when: { type: 'date', format: 'dd.mm', from: 'exchange.number' },
        late: { type: 'date', default: '2026-02-30' },
        text: { type: 'string', format: 'upper', of: {} },
        list: { type: 'list' },
        lists: { type: 'list', of: { type: 'list', of: {} } },
        deep: { type: 'list', of: { a: { type: 'list', of: { b: { type: 'list', of: { c: { type: 'int' } } } } } } },
        far: { type: 'list', of: { a: { type: 'string', from: 'exchange.number' } } },
        else: { type: 'string', from: 'deal.title' },
        homes: { type: 'list', of: { worth: { type: 'string' }, street: { type: 'string' } }, from: 'exchange.homes' },
        streets: { type: 'list', of: { type: 'string' }, from: 'exchange.homes' },
        free: { type: 'string', overridable: true },
        rows: { type: 'list', of: { n: { type: 'int' } }, default: [{ n: 'x' }] },
      }),
    ).toEqual({
      'input.variables.a b': 'must be named by at most 64 letters, digits and _, the first a letter',
      'input.variables.plain': 'must be { type: string | int | money | date | bool | list | party, … }',
      'input.variables.kind.type': 'must be string, int, money, date, bool, list, party',
      'input.variables.extra.expression': 'is not known',
      'input.variables.both.default': 'must be left out where it is required',
      'input.variables.flag.required': 'must be true or false',
      'input.variables.flag.format': 'must be two words such as yes|no',
      'input.variables.price.format': 'must be plain, USD or EUR or GBP',
      'input.variables.when.format': 'must be long, short, iso',
      'input.variables.when.from': 'is of type string',
      'input.variables.late.default': 'must be a day such as "2026-03-01"',
      'input.variables.text.format': 'is for int, money, date and bool',
      'input.variables.text.of': 'is for lists',
      'input.variables.list.of': 'must be an object of variables by name',
      'input.variables.lists.of.type': 'must not be a list of lists',
      'input.variables.deep.of.a.of.b.of': 'must be nested at most 3 levels deep',
      'input.variables.far.of.a.from': 'is for variables that are in no list',
      'input.variables.else.from': 'must be one of exchange.number, exchange.homes',
      'input.variables.homes.of.worth': 'must be among worth: money',
      'input.variables.homes.of.street': 'must be among worth: money',
      'input.variables.streets.of': 'must have variables by name',
      'input.variables.free.overridable': 'is for what comes from the graph',
      'input.variables.rows.default': '[0].n must be a whole number',
    });
    expect(faults('x')).toEqual({ 'input.variables': 'must be an object of variables by name' });
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`v${index}`, { type: 'int' }]));
    expect(faults(many)).toEqual({ 'input.variables': 'must declare at most 200 variables' });
  });
});
