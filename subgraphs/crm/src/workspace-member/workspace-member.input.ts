import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { WorkspaceRole } from './workspace-member.entity';

export enum WorkspaceMemberOrder {
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  ROLE_DESC = 'ROLE_DESC',
}
registerEnumType(WorkspaceMemberOrder, {
  name: 'WorkspaceMemberOrder',
  description: 'How a list of members is ordered: by when they joined, or owners first.',
});

@InputType('WorkspaceMemberFilter', { description: 'Which members; all conditions must hold.' })
export class WorkspaceMemberFilter {
  @Field(() => [WorkspaceRole], { nullable: true, description: 'With one of these roles.' })
  role?: WorkspaceRole[];
}

@ArgsType()
export class WorkspaceMemberPageArgs extends PageArgs {
  @Field(() => WorkspaceMemberFilter, { nullable: true, description: 'Which members; all if not given.' })
  filter?: WorkspaceMemberFilter;

  @Field(() => WorkspaceMemberOrder, { defaultValue: WorkspaceMemberOrder.CREATED_AT_ASC, description: 'The order of the list.' })
  orderBy!: WorkspaceMemberOrder;
}

@InputType('AddWorkspaceMemberInput', { description: 'Who joins which workspace, and as what.' })
export class AddWorkspaceMemberInput {
  @Field(() => ID, { description: 'Which workspace, of which you must be an owner.' })
  workspaceId!: string;

  @Field(() => ID, { description: 'The user who joins.' })
  userId!: string;

  @Field(() => WorkspaceRole, { description: 'What the member may do.' })
  role!: WorkspaceRole;
}

@InputType('SetWorkspaceMemberRoleInput', { description: 'Which member, and what it may do from now on.' })
export class SetWorkspaceMemberRoleInput {
  @Field(() => ID, { description: 'Which member.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => WorkspaceRole, { description: 'What the member may do.' })
  role!: WorkspaceRole;
}
