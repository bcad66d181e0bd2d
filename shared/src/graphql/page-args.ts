import { ArgsType, Field, Int } from 'type-graphql';
import { badInput } from '../errors/plat-error';

export const MAX_PAGE = 100;
const DEFAULT_PAGE = 25;

/** The paging arguments of every list. Lists add `filter` and `orderBy` of their own. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'Rows from the start of the list, or after `after`: at most 100, 25 if not given.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows after this cursor.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'Rows from the end of the list, or before `before`: at most 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows before this cursor.' })
  before?: string | null;
}

/** A page that passed the rules: how many rows, from which end, past which cursor. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
  readonly after?: string;
  readonly before?: string;
}

/** @throws PlatError BAD_USER_INPUT with the argument that breaks a rule */
export function pageRequest({ first, after, last, before }: PageArgs): PageRequest {
  const backward = last !== undefined && last !== null;
  if (backward && first !== undefined && first !== null) throw badInput({ last: 'cannot be combined with first; ask for one of them' });
  const size = (backward ? last : first) ?? DEFAULT_PAGE;
  if (size < 0 || size > MAX_PAGE) throw badInput({ [backward ? 'last' : 'first']: `must be between 0 and ${MAX_PAGE}` });
  return { size, backward, after: after ?? undefined, before: before ?? undefined };
}
