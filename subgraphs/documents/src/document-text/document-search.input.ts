import { ArgsType, Field, Int } from 'type-graphql';
import { DocumentFilter } from '../document/document.input';

@ArgsType()
export class SearchDocumentsArgs {
  @Field(() => String, {
    description:
      'What is sought, at most 500 characters: all of these words, in any form; "words in quotes" as they follow each other; a or b; -without.',
  })
  query!: string;

  @Field(() => DocumentFilter, { nullable: true, description: 'Among which documents; all active ones that you may see if not given.' })
  filter?: DocumentFilter;

  @Field(() => Int, { nullable: true, description: 'Matches from the best one, or after `after`: at most 100, 25 if not given.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only matches after this cursor.' })
  after?: string | null;
}
