import { DateFilter, DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';

export enum ProjectOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  WEDDING_DATE_ASC = 'WEDDING_DATE_ASC',
  WEDDING_DATE_DESC = 'WEDDING_DATE_DESC',
}
registerEnumType(ProjectOrder, { name: 'ProjectOrder', description: 'How a list of projects is ordered.' });

@InputType('ProjectFilter', { description: 'Which projects; all conditions must hold.' })
export class ProjectFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the client.' })
  clientId?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  projectName?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By phase.' })
  phase?: StringFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By the day of the wedding.' })
  weddingDate?: DateFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class ProjectPageArgs extends PageArgs {
  @Field(() => ProjectFilter, { nullable: true, description: 'Which projects; all that you may see if not given.' })
  filter?: ProjectFilter;

  @Field(() => ProjectOrder, { defaultValue: ProjectOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ProjectOrder;
}

@InputType({ description: 'The details of a project.' })
abstract class ProjectDetails {
  @Field(() => String, { nullable: true, description: 'What the project is called; at most 255 characters.' })
  projectName?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day on which the client booked; not after the wedding.' })
  bookingDate?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day on which the edit starts; not before the wedding.' })
  editStartDate?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the work stands, in words; at most 255 characters.' })
  phase?: string | null;
}

@InputType('CreateProjectInput', { description: 'A new project of a client.' })
export class CreateProjectInput extends ProjectDetails {
  @Field(() => ID, { description: 'Whose project it is; this stays.' })
  clientId!: string;

  @Field(() => CivilDate, { description: 'The day of the wedding.' })
  weddingDate!: string;
}

@InputType('UpdateProjectInput', { description: 'What changes in a project; what is left out stays.' })
export class UpdateProjectInput extends ProjectDetails {
  @Field(() => ID, { description: 'Which project.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => CivilDate, { nullable: true, description: 'The day of the wedding.' })
  weddingDate?: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether the project is archived: true archives it now, false brings it back.' })
  archived?: boolean;
}
