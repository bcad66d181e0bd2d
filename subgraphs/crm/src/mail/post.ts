import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import { Mail } from './mail.entity';
import type { OutgoingMail } from './mail-outlet';
import type { Mailer, WrittenMail } from './mailer';

/** Writes a letter down in the transaction of its cause. */
export type Enclose = (db: EntityManager, mail: OutgoingMail) => Promise<void>;

/** Strangers can have mails sent to an address; it gets one of them a minute. */
export const PAUSE_MS = 60_000;

/** Letters of one request. */
export class Post {
  constructor(
    private readonly scope: Pick<RequestScope, 'asSystem'>,
    private readonly mailer: Mailer,
    private readonly clock: () => Date,
  ) {}

  /** Where people reach the gateway. */
  get publicUrl(): string {
    return this.mailer.config.publicUrl;
  }

  /**
   * Does work that commits by itself, and sends the letters that it enclosed afterwards: none leaves for what did not happen.
   * @throws what the work throws; never for a letter that does not leave
   */
  async together<T>(work: (enclose: Enclose) => Promise<T>): Promise<T> {
    const written: WrittenMail[] = [];
    const result = await work(async (db, { to, subject, body }) => {
      const kept = this.mailer.config.keepBodies ? body : null;
      const row = await db.save(db.create(Mail, { toAddress: to, subject, body: kept, createdAt: this.clock() }));
      written.push({ id: row.id, to, subject, body });
    });
    for (const mail of written) this.mailer.send(this.scope.asSystem, mail, this.clock);
    return result;
  }

  /** Encloses a letter that anybody may cause and that only tells something, unless its address got any less than a minute ago. */
  async encloseNotice(db: EntityManager, enclose: Enclose, notice: OutgoingMail): Promise<void> {
    const recent: unknown[] = await db.query('SELECT FROM mails WHERE lower(to_address) = lower($1) AND created_at > $2 LIMIT 1', [
      notice.to,
      new Date(this.clock().getTime() - PAUSE_MS),
    ]);
    if (recent.length === 0) await enclose(db, notice);
  }

  /** Works after the answer, so that its time tells nothing of what there was to do. */
  afterwards(work: () => Promise<unknown>): void {
    this.mailer.beside(work);
  }
}
