import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Environments } from '../start/environments';

const ROOT = join(__dirname, '../../..');

/** The processes that take part. */
export const ACTORS = ['crm', 'builds', 'gateway'] as const;
export type Actor = (typeof ACTORS)[number];

const programOf = (actor: Actor) =>
  actor === 'gateway' ? join(__dirname, 'gateway-process.ts') : join(ROOT, 'subgraphs', actor, 'src/main.ts');

/** Processes of one installation, from source, that can be killed and come back at the same port. */
export class Stage {
  private readonly children = new Map<Actor, ChildProcess>();

  private constructor(
    private readonly environments: Environments,
    /** Where the gateway answers. */
    readonly url: string,
  ) {}

  /** @throws Error when one of them does not begin to listen */
  static async start(environments: Environments): Promise<Stage> {
    const stage = new Stage(environments, `http://127.0.0.1:${environments.gateway.PORT}/graphql`);
    try {
      await Promise.all(ACTORS.map((actor) => stage.begin(actor)));
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  /** Ends a process without a word, and starts it again. Returns when it listens. */
  async kill(actor: Actor): Promise<void> {
    await this.end(actor);
    await this.begin(actor);
  }

  async stop(): Promise<void> {
    await Promise.all(ACTORS.map((actor) => this.end(actor)));
  }

  private async begin(actor: Actor): Promise<void> {
    const child = fork(programOf(actor), {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.environments[actor] },
      execArgv: ['--conditions=source', '--import=tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.children.set(actor, child);
    const began = await Promise.race([once(child, 'message').then(() => true), once(child, 'exit').then(() => false)]);
    if (!began) throw new Error(`The ${actor} process did not start; what it printed above says why.`);
  }

  private async end(actor: Actor): Promise<void> {
    const child = this.children.get(actor);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
