import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeTask, ExchangeTaskConnection } from './exchange-task.entity';
import { CreateExchangeTaskInput, ExchangeTaskPageArgs, UpdateExchangeTaskInput } from './exchange-task.input';

const WRITERS = 'with MANAGE in its exchange, or as an administrator';
const OFFICE = 'for administrators and the exchange’s coordinators, null for others.';

@Resolver(() => ExchangeTask)
export class ExchangeTaskResolver {
  @Query(() => ExchangeTask, { nullable: true, description: 'A task of an exchange by id; null when there is none that you may see.' })
  exchangeTask(@Arg('id', () => ID, { description: 'The id of the task.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchangeTask.load(id);
  }

  @Query(() => ExchangeTaskConnection, { nullable: true, description: 'Tasks of the exchanges that you may see.' })
  exchangeTasks(@Args(() => ExchangeTaskPageArgs) args: ExchangeTaskPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchangeTasks.root(args);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: ExchangeTask, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who is to do it.' })
  assignedTo(@Root() { assignedToId }: ExchangeTask) {
    return assignedToId ? { id: assignedToId } : null;
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who made it; null when no person of the registry did.' })
  createdBy(@Root() { createdById }: ExchangeTask) {
    return createdById ? { id: createdById } : null;
  }

  @FieldResolver(() => String, { nullable: true, description: `Its id in PracticePanther; ${OFFICE}` })
  async ppTaskId(@Root() task: ExchangeTask, @Ctx() { exchangeTasks }: ExchangesContext) {
    return (await exchangeTasks.officeFields(task))?.ppTaskId;
  }

  @FieldResolver(() => Json, { nullable: true, description: `What PracticePanther says of it; ${OFFICE}` })
  async ppData(@Root() task: ExchangeTask, @Ctx() { exchangeTasks }: ExchangesContext) {
    return (await exchangeTasks.officeFields(task))?.ppData;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: `When it was last read from PracticePanther; ${OFFICE}` })
  async lastSyncAt(@Root() task: ExchangeTask, @Ctx() { exchangeTasks }: ExchangesContext) {
    return (await exchangeTasks.officeFields(task))?.lastSyncAt;
  }

  @Mutation(() => ExchangeTask, { nullable: true, description: `Adds a task to an exchange, ${WRITERS}.` })
  createExchangeTask(
    @Arg('input', () => CreateExchangeTaskInput, { description: 'The new task.' }) input: CreateExchangeTaskInput,
    @Ctx() { exchangeTasks }: ExchangesContext,
  ) {
    return exchangeTasks.create(input);
  }

  @Mutation(() => ExchangeTask, {
    nullable: true,
    description: `Edits a task, ${WRITERS}; what PracticePanther says of a task of its own is changed there alone.`,
  })
  updateExchangeTask(
    @Arg('input', () => UpdateExchangeTaskInput, { description: 'Which task, and what changes.' }) input: UpdateExchangeTaskInput,
    @Ctx() { exchangeTasks }: ExchangesContext,
  ) {
    return exchangeTasks.update(input);
  }

  @Mutation(() => ExchangeTask, {
    nullable: true,
    description: `Completes a task and notes when, once, ${WRITERS}; CONFLICT for one that is complete, cancelled or PracticePanther’s.`,
  })
  completeExchangeTask(
    @Arg('id', () => ID, { description: 'Which task.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { exchangeTasks }: ExchangesContext,
  ) {
    return exchangeTasks.complete(id, version);
  }

  @Mutation(() => ExchangeTask, {
    nullable: true,
    description: `Makes a complete or cancelled task pending again, ${WRITERS}; CONFLICT for one that is open or PracticePanther’s.`,
  })
  reopenExchangeTask(
    @Arg('id', () => ID, { description: 'Which task.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { exchangeTasks }: ExchangesContext,
  ) {
    return exchangeTasks.reopen(id, version);
  }

  @Mutation(() => ExchangeTask, {
    nullable: true,
    description: `Deletes a task and answers what it was, ${WRITERS}; CONFLICT for one of PracticePanther’s.`,
  })
  deleteExchangeTask(
    @Arg('id', () => ID, { description: 'Which task.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { exchangeTasks }: ExchangesContext,
  ) {
    return exchangeTasks.delete(id, version);
  }
}
