import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { JWK } from 'jose';
import { AuditLog } from './audit-log.entity';
import type { AuditHead } from './audit-log.input';
import { assertMayReadAuditHead, visibleAuditLogs } from './audit-log.policy';
import { signHead } from './audit-log.statement';

/** The end of the audit log, for whoever keeps it outside. */
export class AuditHeadService {
  /** @param key crm's private Ed25519 key; without one heads are not signed */
  constructor(
    private readonly scope: RequestScope,
    private readonly key: JWK | undefined,
    private readonly clock: () => Date,
  ) {}

  /** @returns null while the log is empty @throws PlatError FORBIDDEN */
  async read(): Promise<AuditHead | null> {
    const { db, viewer } = this.scope;
    assertMayReadAuditHead(viewer);
    const [head] = await db.find(AuditLog, {
      where: visibleAuditLogs(viewer),
      select: { seq: true, hash: true },
      order: { seq: 'DESC' },
      take: 1,
    });
    if (!head) return null;
    const { seq, hash } = head;
    const at = this.clock();
    return { seq, hash, at, statement: this.key ? await signHead(head, this.key, at) : null };
  }
}
