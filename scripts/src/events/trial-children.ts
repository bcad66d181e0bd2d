import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceConfig } from '@plat/shared/config/service-config';
import type { TrialOrder } from './trial-process';
import type { TrialService } from './trial-service';

export type TrialConfig = Omit<ServiceConfig, 'cursorKey'>;

/** A message of a process of the trial. */
type Word = { readonly listening: string } | { readonly ready: true };

const PROGRAM = join(__dirname, 'trial-process.ts');
const SPARES = 2;

const gone = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** The two services of a trial, a process each, with some more that wait to take the place of one that was killed. */
export class TrialChildren {
  private readonly spares: ChildProcess[] = [];
  private readonly running = new Map<TrialService, ChildProcess>();
  private stopping = false;

  /** @param deaths how many processes will be replaced */
  constructor(
    private readonly configs: Readonly<Record<TrialService, TrialConfig>>,
    private deaths: number,
  ) {
    for (let n = 0; n < 2; n += 1) this.spare();
    for (let n = 0; n < SPARES; n += 1) this.replace();
  }

  /** @returns when it listens */
  async start(name: TrialService): Promise<void> {
    const child = this.spares.shift();
    if (!child) throw new Error('More processes died than were to.');
    this.running.set(name, child);
    this.tell(name, { start: name, config: this.configs[name] });
    await new Promise<void>((resolve, reject) => {
      child.on('message', (word: Word) => 'listening' in word && resolve());
      child.once('exit', () => reject(new Error(`The process of ${name} ended before it listened.`)));
    });
    this.replace();
  }

  tell(name: TrialService, order: TrialOrder): void {
    this.running.get(name)?.send(order);
  }

  /** Kills a service, unless it has killed itself. @returns when it is dead */
  async kill(name: TrialService): Promise<void> {
    const child = this.running.get(name);
    if (!child || gone(child)) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** @returns when the service has ended by itself, as it was told to */
  async dead(name: TrialService): Promise<void> {
    const child = this.running.get(name);
    if (child && !gone(child)) await once(child, 'exit');
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const all = [...this.spares, ...this.running.values()].filter((child) => !gone(child));
    await Promise.all(
      all.map((child) => {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        return exit;
      }),
    );
  }

  private replace(): void {
    if (this.deaths-- > 0 && !this.stopping) this.spare();
  }

  private spare(): void {
    const child = fork(PROGRAM, { execArgv: ['--conditions=source', '--import=tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('error', () => undefined); // an order to one that is dead
    this.spares.push(child);
  }
}
