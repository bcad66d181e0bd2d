import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { AccessGrant, type GrantSubject } from './access-grant.entity';

/** Something of another service. */
export interface Subject {
  readonly type: GrantSubject;
  readonly id: string;
}

/** What the viewer owns or takes part in, as far as other services have told. */
export class AccessGrantService {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer'>) {}

  /** The viewer's active grants on these subjects, by one statement; none for what it has nothing to do with. */
  async held(subjects: readonly Subject[]): Promise<AccessGrant[]> {
    const where = subjects.flatMap(({ type: subjectType, id: subjectId }) => {
      const principalId = this.principal(subjectType);
      return principalId && isUuid(subjectId) ? [{ subjectType, subjectId, principalId, isActive: true }] : [];
    });
    return where.length ? this.scope.db.findBy(AccessGrant, where) : [];
  }

  /** As whom the viewer holds grants on a type: participants are contacts, clients clients, and owners users. */
  private principal(type: GrantSubject): string | undefined {
    const { userId, contactId, clientId } = this.scope.viewer;
    if (type === 'Exchange') return contactId;
    return type === 'Project' ? clientId : userId;
  }
}
