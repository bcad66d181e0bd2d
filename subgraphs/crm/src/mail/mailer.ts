import { Limiter } from '@plat/shared/crypto/limiter';
import type { AsSystem } from '@plat/shared/database/system-database';
import { Mail } from './mail.entity';
import { type MailConfig, type MailOutlet, type OutgoingMail, outletOf } from './mail-outlet';

const AT_ONCE = 4;
const AT_MOST_WAITING = 1_000;

/** A letter that is written down. */
export interface WrittenMail extends OutgoingMail {
  readonly id: string;
}

/** Codes alone: the other server's words may hold addresses and hosts. */
const faultOf = (error: unknown): string => {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ') || 'failed';
};

/** Sends what was committed, beside the requests: no request waits for another server, or fails by it. One for a process. */
export class Mailer {
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly limiter = new Limiter(AT_ONCE, AT_MOST_WAITING, () => Object.assign(new Error('full'), { code: 'QUEUE_FULL' }));

  /** @param outlet another one than the configuration asks for, for tests */
  constructor(
    readonly config: MailConfig,
    private readonly outlet: MailOutlet = outletOf(config),
  ) {}

  /** Sends a letter when its turn comes; what became of it is in its row. */
  send(asSystem: AsSystem, mail: WrittenMail, clock: () => Date): void {
    this.beside(async () => {
      const outcome = await this.limiter
        .run(() => this.outlet.deliver(mail))
        .then(
          () => ({ sentAt: clock(), error: null }),
          (error: unknown) => ({ sentAt: null, error: faultOf(error) }),
        );
      await asSystem((db) => db.update(Mail, mail.id, outcome));
    });
  }

  /** Works beside the request. What fails is lost: whoever waits for a mail asks for it again. */
  beside(work: () => Promise<unknown>): void {
    const running = work()
      .catch(() => undefined)
      .finally(() => this.underWay.delete(running));
    this.underWay.add(running);
  }

  /** When nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.underWay.size) await Promise.all(this.underWay);
  }
}
