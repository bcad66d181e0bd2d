import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, registerEnumType } from 'type-graphql';

export enum TemplateVersionOrder {
  NUMBER_DESC = 'NUMBER_DESC',
  NUMBER_ASC = 'NUMBER_ASC',
}
registerEnumType(TemplateVersionOrder, { name: 'TemplateVersionOrder', description: 'How a list of versions of templates is ordered.' });

@ArgsType()
export class TemplateVersionPageArgs extends PageArgs {
  @Field(() => TemplateVersionOrder, { defaultValue: TemplateVersionOrder.NUMBER_DESC, description: 'The order of the list.' })
  orderBy!: TemplateVersionOrder;
}
