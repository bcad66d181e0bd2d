import { describe, expect, it } from '@jest/globals';
import { Equal, FindOperator, In } from 'typeorm';
import { alternativesOf, isNull, narrowed, none, type Scope, where } from './scope';

interface Row {
  id: string;
  owner: string;
}

const isNever = (condition: unknown): boolean => condition instanceof FindOperator && condition.getSql?.('column') === 'false';

/** The conditions that `And` holds together. */
const bothOf = (scope: unknown) => (scope as { id: { value: FindOperator<unknown>[] } }).id.value;

describe('scopes', () => {
  it('take an empty list of alternatives for no row, where TypeORM would take it for every row', () => {
    const [only, ...rest] = alternativesOf<Row>([]);
    expect(rest).toEqual([]);
    expect(isNever(only?.id)).toBe(true);
  });

  it('keep their own condition on the column by which they are narrowed', () => {
    const [narrow] = narrowed<Row>({ id: 'mine' } as Scope<Row>, 'id', In(['theirs']));
    const both = bothOf(narrow);
    expect(both.map(({ value }) => value)).toEqual(['mine', ['theirs']]);
    const [nothing] = narrowed<Row>(none<Row>(), 'id', Equal('theirs'));
    expect(bothOf(nothing).some(isNever)).toBe(true);
  });

  it('narrow every alternative', () => {
    expect(narrowed<Row>([{ owner: 'a' }, { owner: 'b' }], 'id', Equal('x'))).toEqual([
      { owner: 'a', id: Equal('x') },
      { owner: 'b', id: Equal('x') },
    ]);
  });

  it('bind values under names of their own, however often they are used', () => {
    const [one, two] = [
      where<FindOperator<string>>(':column = :{me}', { me: 1 }),
      where<FindOperator<string>>(':column = :{me}', { me: 2 }),
    ];
    expect(Object.keys(one.objectLiteralParameters ?? {})).not.toEqual(Object.keys(two.objectLiteralParameters ?? {}));
    expect(one.getSql?.('t.c')).toMatch(/^t\.c = :me_\d+$/);
    expect(isNull<FindOperator<string>>().getSql?.('t.c')).toBe('t.c IS NULL');
  });
});
