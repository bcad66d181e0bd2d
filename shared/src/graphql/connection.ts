import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';

@ObjectType('PageInfo', { description: 'Where a page lies in its list.' })
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether rows follow after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether rows precede this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first row, null when there is none.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last row, null when there is none.' })
  endCursor!: string | null;
}

/** One page of a list as Relay's connections have it; the total is counted only when it is asked for. */
export interface Connection<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
  totalCount(): Promise<number>;
}

/**
 * The connection type of a node, `<name>Connection` with `<name>Edge`. Call it once for a type, beside its entity.
 * @param name the node's GraphQL name @param plural what the rows are called in descriptions
 */
export function connectionOf<T extends object>(node: ClassType<T>, name: string, plural: string): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { description: `One of the ${plural} on a page, with its position.` })
  class Edge {
    @Field(() => node, { description: 'The row itself.' })
    node!: T;

    @Field(() => String, { description: 'The position of the row, for `after` and `before`.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${plural}.` })
  class NodeConnection {
    @Field(() => [Edge], { description: 'The rows of the page, in order.' })
    edges!: Edge[];

    @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
    pageInfo!: PageInfo;

    private readonly count!: () => Promise<number>;

    @Field(() => Int, { name: 'totalCount', description: 'All rows of the list that the viewer may see; counted only when selected.' })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return NodeConnection as unknown as ClassType<Connection<T>>;
}
