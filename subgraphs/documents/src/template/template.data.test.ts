import { describe, expect, it } from '@jest/globals';
import { fillFromGraph } from './template.data';
import { parseVariables } from './template.declaration';
import { GRAPH_SOURCES } from './template.graph';

const { variables, faults } = parseVariables(
  {
    number: { type: 'string', from: 'exchange.number' },
    name: { type: 'string', from: 'exchange.name', overridable: true },
    homes: { type: 'list', of: { description: { type: 'string' }, value: { type: 'money' } }, from: 'exchange.identified' },
    note: { type: 'string' },
  },
  GRAPH_SOURCES,
);
const GRAPH = {
  'exchange.number': '7',
  'exchange.name': 'Elm',
  'exchange.status': 'ACTIVE',
  'exchange.identified': [{ description: '1 Elm', value: '2.00', interest: '100' }],
};

describe('data from the graph', () => {
  it('fills what is declared to come from it, and lists with what they ask for', () => {
    expect(faults).toEqual({});
    expect(fillFromGraph(variables, undefined, GRAPH)).toEqual({
      data: { number: '7', name: 'Elm', homes: [{ description: '1 Elm', value: '2.00' }] },
      warnings: [],
    });
  });

  it('gives way to the input only where that is declared, and where it has nothing', () => {
    const given = { number: '8', name: 'Oak', note: 'x', other: 1 };
    const { data, warnings } = fillFromGraph(variables, given, { ...GRAPH, 'exchange.identified': null });
    expect(data).toEqual({ number: '7', name: 'Oak', note: 'x', other: 1 });
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['INPUT_IGNORED', 'number']]);
    expect(fillFromGraph(variables, given, {})).toEqual({ data: given, warnings: [] });
    expect(fillFromGraph(variables, { name: null }, GRAPH).data).toMatchObject({ name: 'Elm' });
    expect(fillFromGraph(variables, 'x', GRAPH)).toEqual({ data: 'x', warnings: [] });
  });
});
