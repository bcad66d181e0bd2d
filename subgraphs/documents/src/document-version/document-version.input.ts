import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { DocumentVersionOrigin } from './document-version.entity';

export enum DocumentVersionOrder {
  NUMBER_DESC = 'NUMBER_DESC',
  NUMBER_ASC = 'NUMBER_ASC',
}
registerEnumType(DocumentVersionOrder, { name: 'DocumentVersionOrder', description: 'How a list of versions is ordered.' });

@InputType('DocumentVersionFilter', { description: 'Which versions; all conditions must hold.' })
export class DocumentVersionFilter {
  @Field(() => [DocumentVersionOrigin], { nullable: true, description: 'That came to be in one of these ways.' })
  origin?: DocumentVersionOrigin[];
}

@ArgsType()
export class DocumentVersionPageArgs extends PageArgs {
  @Field(() => DocumentVersionFilter, { nullable: true, description: 'Which versions; all of the document if not given.' })
  filter?: DocumentVersionFilter;

  @Field(() => DocumentVersionOrder, { defaultValue: DocumentVersionOrder.NUMBER_DESC, description: 'The order of the list.' })
  orderBy!: DocumentVersionOrder;
}
