import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { WorkspaceKind } from './workspace.entity';

export enum WorkspaceOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  NAME_ASC = 'NAME_ASC',
}
registerEnumType(WorkspaceOrder, { name: 'WorkspaceOrder', description: 'How a list of workspaces is ordered.' });

@InputType('WorkspaceFilter', { description: 'Which workspaces; all conditions must hold.' })
export class WorkspaceFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;

  @Field(() => [WorkspaceKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: WorkspaceKind[];
}

@ArgsType()
export class WorkspacePageArgs extends PageArgs {
  @Field(() => WorkspaceFilter, { nullable: true, description: 'Which workspaces; all that you may see if not given.' })
  filter?: WorkspaceFilter;

  @Field(() => WorkspaceOrder, { defaultValue: WorkspaceOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: WorkspaceOrder;
}

@InputType('CreateWorkspaceInput', { description: 'A new workspace, with you as its owner.' })
export class CreateWorkspaceInput {
  @Field(() => String, { description: 'What it is called; at most 255 characters.' })
  name!: string;

  @Field(() => WorkspaceKind, { nullable: true, description: 'What kind of group it is; WORKSPACE if not given.' })
  kind?: WorkspaceKind;

  @Field(() => ID, { nullable: true, description: 'The workspace that it belongs to, of which you must be an owner.' })
  parentId?: string | null;
}

@InputType('TransferWorkspaceInput', { description: 'Which workspace, and who owns it from now on.' })
export class TransferWorkspaceInput {
  @Field(() => ID, { description: 'Which workspace, of which you must be an owner.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the transfer was decided on; a newer one refuses it.' })
  version?: number;

  @Field(() => ID, { description: 'The user who becomes its owner; one of the other members.' })
  userId!: string;
}

@InputType('UpdateWorkspaceInput', { description: 'What changes in a workspace; what is left out stays.' })
export class UpdateWorkspaceInput {
  @Field(() => ID, { description: 'Which workspace.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What it is called; at most 255 characters.' })
  name?: string;

  @Field(() => WorkspaceKind, { nullable: true, description: 'What kind of group it is.' })
  kind?: WorkspaceKind;
}
