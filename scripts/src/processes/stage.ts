import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { type SentStatement, watchStatements } from '@plat/shared/database/watch-statements';
import type { Environments } from '../start/environments';
import { CODE, EXEC_ARGV, programFile } from './as-this';
import type { WatchOrder, WatchWord } from './statement-watch';

const ROOT = join(__dirname, '../../..');
const PROGRAM = programFile(join(__dirname, 'actor-process'));
const WATCH = programFile(join(__dirname, 'statement-watch'));

/** The processes of an installation. */
export const ACTORS = [...SERVICES, 'gateway'] as const;
export type Actor = (typeof ACTORS)[number];

/** Actors that live in this process and do not die, and how each is started. */
export type Living = Readonly<Partial<Record<Actor, (env: Readonly<Record<string, string>>) => Promise<{ stop(): Promise<void> }>>>>;

/** Who takes part in a trial. */
export interface Cast {
  /** Who has a process of its own. */
  readonly mortal: readonly Actor[];
  /** Who of them is going to be killed, once for each time that it is named: another process waits to take its place. */
  readonly deaths: readonly Actor[];
  /** Who lives in this process; nobody unless given. */
  readonly here?: Living;
  /** Whether the processes can tell what they send to their databases: see {@link Stage.statementsOf}. */
  readonly isWatched?: boolean;
}

/** What an actor loads, and what it runs when it is told to. */
const programOf = (actor: Actor): [code: string, main: string] =>
  actor === 'gateway'
    ? [programFile(join(ROOT, 'gateway', CODE, 'gateway')), programFile(join(__dirname, 'gateway-process'))]
    : [programFile(join(ROOT, 'subgraphs', actor, CODE, 'definition')), programFile(join(ROOT, 'subgraphs', actor, CODE, 'main'))];

/** Processes of one installation, that can be killed and come back at the same port. */
export class Stage {
  private readonly running = new Map<Actor, ChildProcess>();
  /** For each actor that is going to die, one that has its code loaded and takes its place at once. */
  private readonly spares = new Map<Actor, ChildProcess>();
  private readonly deaths: Actor[];
  private readonly living: { stop(): Promise<void> }[] = [];

  private constructor(
    private readonly environments: Environments,
    deaths: readonly Actor[],
    private readonly isWatched: boolean,
    /** Where the gateway answers. */
    readonly url: string,
  ) {
    this.deaths = [...deaths];
  }

  /** @throws Error when one of the cast does not begin to listen */
  static async start(environments: Environments, { mortal, deaths, here = {}, isWatched = false }: Cast): Promise<Stage> {
    const stage = new Stage(environments, deaths, isWatched, `http://127.0.0.1:${environments.gateway.PORT}/graphql`);
    try {
      const begun = Promise.all(mortal.map((actor) => stage.begin(actor)));
      begun.catch(() => undefined); // it is awaited below
      // One after another: while one loads, this process hears no database.
      for (const [actor, live] of Object.entries(here)) stage.living.push(await live(environments[actor as Actor]));
      await begun;
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  /** Ends a process without a word. */
  async kill(actor: Actor): Promise<void> {
    await end(this.running.get(actor));
  }

  /** Has another process take the place of a killed one. @returns when that listens */
  async begin(actor: Actor): Promise<void> {
    const child = this.spares.get(actor) ?? this.load(actor);
    this.spares.delete(actor);
    this.running.set(actor, child);
    const began = new Promise<boolean>((resolve) => {
      child.on('message', (word: { listening?: string }) => word.listening && resolve(true));
      child.once('exit', () => resolve(false));
    });
    child.send({ begin: true });
    if (!(await began)) throw new Error(`The ${actor} process did not start; what it printed above says why.`);
    const death = this.deaths.indexOf(actor);
    if (death < 0) return;
    this.deaths.splice(death, 1);
    this.spares.set(actor, this.load(actor));
  }

  /** What services send to their databases while work is under way; nothing else may be under way then. */
  async statementsOf<A extends ServiceName>(services: readonly A[], work: () => Promise<unknown>): Promise<Record<A, SentStatement[]>> {
    const apart = services.filter((service) => this.running.has(service));
    const endHere = watchStatements();
    try {
      await Promise.all(apart.map((service) => this.tell(service, 'begin')));
      await work();
    } finally {
      endHere();
    }
    const told = await Promise.all(apart.map((service) => this.tell(service, 'end')));
    const sent = [...endHere(), ...told.flatMap((word) => word.sent)];
    const of = (service: A) => sent.filter(({ by }) => by === `plat ${service}` || by === `plat ${service} system`);
    return Object.fromEntries(services.map((service) => [service, of(service)])) as unknown as Record<A, SentStatement[]>;
  }

  /** The number of an actor's process. @throws Error for one that has none */
  pidOf(actor: Actor): number {
    const pid = this.running.get(actor)?.pid;
    if (pid === undefined) throw new Error(`There is no process of ${actor}.`);
    return pid;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.living.map((one) => one.stop()), ...[...this.running.values(), ...this.spares.values()].map(end)]);
  }

  private tell(actor: Actor, watch: WatchOrder['watch']): Promise<WatchWord> {
    const child = this.running.get(actor);
    if (!child || !this.isWatched) throw new Error(`Nobody watches a process of ${actor}.`);
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`The ${actor} process ended while it was watched.`));
      child.once('exit', onExit);
      child.once('message', (word: WatchWord) => {
        child.off('exit', onExit);
        resolve(word);
      });
      child.send({ watch } satisfies WatchOrder);
    });
  }

  private load(actor: Actor): ChildProcess {
    return fork(PROGRAM, [...programOf(actor), ...(this.isWatched ? [WATCH] : [])], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.environments[actor] },
      execArgv: EXEC_ARGV,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
