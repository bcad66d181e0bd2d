import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { SupergraphFacts } from './planner';

/** What the thread is asked. */
export interface PlannerQuestion {
  readonly id: number;
  readonly text: string;
}

/** What the thread says: the facts once, or why there are none; then a plan, as JSON, or why there is none. */
export type PlannerAnswer =
  | { readonly facts: SupergraphFacts }
  | { readonly fault: string }
  | { readonly id: number; readonly plan: string }
  | { readonly id: number; readonly refused: string; readonly code: unknown };

interface Asked {
  readonly text: string;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
}

interface Current extends Asked {
  readonly id: number;
  /** CPU time of this process when the thread was asked, and the clock's; in milliseconds. */
  readonly cpuBefore: number;
  readonly since: number;
  timer?: NodeJS.Timeout;
}

/** How long one operation may be planned. */
const PLANNING_MS = 2_000;
/** However busy the machine is, nothing is planned for so many times as long. */
const MOST_PATIENCE = 10;
/** What a plan may not take of the memory of all who are being answered. */
const MAX_HEAP_MB = 512;
/** Plans are made one by one: what lives shortly needs little room. */
const MAX_YOUNG_MB = 8;

const THREAD = join(__dirname, `planner.thread${extname(__filename)}`);
const EXEC_ARGV = extname(__filename) === '.ts' ? ['--require', 'tsx/cjs', '--conditions=source'] : [];

/**
 * A supergraph's planner in a thread of its own. It plans one operation after the other; one that takes too long is refused,
 * and the thread that is stuck with it replaced, while those behind it wait for the next.
 */
export class PlannerWorker {
  private readonly waiting: Asked[] = [];
  private current?: Current;
  private number = 0;
  private isStopped = false;

  private constructor(
    private readonly sdl: string,
    private readonly budgetMs: number,
    private worker: Worker,
    readonly facts: SupergraphFacts,
  ) {
    this.listen(worker);
  }

  /** @param budgetMs how long one operation may be planned @throws Error that says what is wrong with the supergraph */
  static async start(sdl: string, budgetMs = PLANNING_MS): Promise<PlannerWorker> {
    const { worker, facts } = await startThread(sdl);
    return new PlannerWorker(sdl, budgetMs, worker, facts);
  }

  /** @throws GraphQLError LIMIT when it takes too long, or as the planner refuses it */
  plan(text: string): Promise<QueryPlan> {
    return new Promise((resolve, reject) => {
      if (this.isStopped) return reject(stopped());
      this.waiting.push({ text, resolve, reject });
      this.next();
    });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const open = [...(this.current ? [this.current] : []), ...this.waiting.splice(0)];
    clearTimeout(this.current?.timer);
    this.current = undefined;
    for (const { reject } of open) reject(stopped());
    await this.worker.terminate();
  }

  private next(): void {
    if (this.current || this.isStopped) return;
    const asked = this.waiting.shift();
    if (!asked) return;
    const id = ++this.number;
    this.current = { ...asked, id, cpuBefore: cpuMs(), since: performance.now() };
    this.wait(this.current, this.budgetMs);
    this.worker.postMessage({ id, text: asked.text } satisfies PlannerQuestion);
  }

  /** The budget is one of work: on a machine that is busy with other things, the thread gets the time that it had to wait. */
  private wait(current: Current, ms: number): void {
    current.timer = setTimeout(() => {
      const left = this.budgetMs - (cpuMs() - current.cpuBefore);
      if (left <= 0 || performance.now() - current.since > MOST_PATIENCE * this.budgetMs) void this.replace();
      else this.wait(current, left);
    }, ms);
  }

  private listen(worker: Worker): void {
    worker.on('message', (answer: PlannerAnswer) => {
      if (worker !== this.worker || !('id' in answer) || answer.id !== this.current?.id) return;
      const { resolve, reject, timer } = this.current;
      clearTimeout(timer);
      this.current = undefined;
      if ('plan' in answer) resolve(JSON.parse(answer.plan) as QueryPlan);
      else reject(new GraphQLError(answer.refused, { extensions: { code: answer.code ?? 'INTERNAL' } }));
      this.next();
    });
    worker.on('error', () => void (worker === this.worker && this.replace())); // out of memory, most likely by what it plans
  }

  /** Gives up what is being planned, and the thread with it. */
  private async replace(): Promise<void> {
    const { worker, current } = this;
    if (!current || this.isStopped) return;
    clearTimeout(current.timer);
    current.reject(new GraphQLError('This operation takes too long to plan; ask for less at a time.', { extensions: { code: 'LIMIT' } }));
    await worker.terminate();
    try {
      const fresh = await startThread(this.sdl);
      this.worker = fresh.worker;
      this.listen(fresh.worker);
      this.current = undefined;
      if (this.isStopped) await fresh.worker.terminate();
      else this.next();
    } catch (error) {
      // The text made a planner before: this is the machine's doing, and those who wait are told at once.
      this.current = undefined;
      for (const { reject } of this.waiting.splice(0)) reject(error as Error);
    }
  }
}

const stopped = () => new Error('the planner was stopped');

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function startThread(sdl: string): Promise<{ worker: Worker; facts: SupergraphFacts }> {
  const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: MAX_YOUNG_MB };
  const worker = new Worker(THREAD, { workerData: { sdl }, execArgv: EXEC_ARGV, env: {}, resourceLimits });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: PlannerAnswer) => {
      worker.off('error', reject); // one by one: without its own listeners a worker hears nothing more
      if ('facts' in answer) return resolve({ worker, facts: answer.facts });
      void worker.terminate();
      return reject(new Error('fault' in answer ? answer.fault : 'the planner began with a plan'));
    });
  });
}
