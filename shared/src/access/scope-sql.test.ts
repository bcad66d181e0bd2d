import { describe, expect, it } from '@jest/globals';
import { And, Any, type EntityMetadata, Equal, ILike, type ObjectLiteral } from 'typeorm';
import { narrowed, none, type Scope, where } from './scope';
import { scopeSql } from './scope-sql';

const columns = ['id', 'ownerId', 'isDeleted'].map((propertyName) => ({ propertyName, databaseName: propertyName.toLowerCase() }));
const metadata = {
  tableName: 'notes',
  findColumnWithPropertyName: (name: string) => columns.find(({ propertyName }) => propertyName === name),
} as unknown as EntityMetadata;
const said = (scope: Scope<ObjectLiteral>) => scopeSql(metadata, scope);

describe('a scope in SQL', () => {
  it('has the columns of the table, and never a value in its text', () => {
    expect(said({ ownerId: 'ann', isDeleted: false })).toEqual({
      sql: '(("node"."ownerid" = :scope.1) AND ("node"."isdeleted" = :scope.2))',
      values: { 'scope.1': 'ann', 'scope.2': false },
      isEither: false,
    });
  });

  it('takes the conditions of policies as they are, with their values', () => {
    const { sql, values } = said({ id: where(':column IN (SELECT id FROM seen WHERE who = :{who})', { who: 'ann' }) });
    expect(sql).toMatch(/^\(\("node"\."id" IN \(SELECT id FROM seen WHERE who = :who_\d+\)\)\)$/);
    expect(Object.values(values)).toEqual(['ann']);
  });

  it('is either of its alternatives, and none where there is none', () => {
    expect(said([{ id: 'a' }, { ownerId: 'b' }])).toMatchObject({
      sql: '(("node"."id" = :scope.1)) OR (("node"."ownerid" = :scope.2))',
      isEither: true,
    });
    expect(said([]).sql).toBe('((false))');
    expect(said({}).sql).toBe('(true)');
  });

  it('keeps what it says of a column by which it is narrowed', () => {
    const both = {
      sql: '((("node"."id" = :scope.1) AND ("node"."id" = ANY(:scope.2))))',
      values: { 'scope.1': 'a', 'scope.2': ['b'] },
      isEither: false,
    };
    expect(said(narrowed({ id: 'a' } as Scope<ObjectLiteral>, 'id', Any(['b'])))).toEqual(both);
    expect(said({ id: And(Equal('a'), Any(['b'])) })).toEqual(both);
    expect(said(narrowed(none<ObjectLiteral>(), 'id', Any(['b']))).sql).toContain('(false) AND');
  });

  it.each([
    ['an operator that no policy has', { id: ILike('a%') }],
    ['nothing', { id: null }],
    ['a column that there is not', { other: 'a' }],
    ['one of these among others', [{ id: 'a' }, { id: And(Equal('a'), ILike('a%')) }]],
  ])('refuses to say anything of %s', (_, scope) => {
    expect(() => said(scope as Scope<ObjectLiteral>)).toThrow(/notes\.(id|other)/);
  });
});
