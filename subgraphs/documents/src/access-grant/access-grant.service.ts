import type { GrantSubject } from '@plat/shared/access/grants';
import type { Viewer } from '@plat/shared/access/viewer';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { AccessGrant } from './access-grant.entity';
import type { Tie } from './access-grant.inquiry';
import { PRINCIPAL_TYPES, type Subject } from './access-grant.store';

/** What the viewer owns or takes part in, as far as other services have told. */
export class AccessGrantService {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer'>) {}

  /** The viewer's active grants on these subjects, by one statement; none for what it has nothing to do with. */
  async held(subjects: readonly Subject[]): Promise<AccessGrant[]> {
    const where = tiesOf(this.scope.viewer, subjects).map(({ type: subjectType, id: subjectId, principalId }) => ({
      subjectType,
      subjectId,
      principalId,
      isActive: true,
    }));
    return where.length ? this.scope.db.findBy(AccessGrant, where) : [];
  }
}

/** As whom the viewer holds grants on a type: participants are contacts, clients clients, and owners users. */
export const principalOf = ({ isSignedIn, identity }: Viewer, type: GrantSubject): string | undefined => {
  if (!isSignedIn) return undefined;
  const { userId: User, contactId: Contact, clientId: Client } = identity;
  return { User, Contact, Client }[PRINCIPAL_TYPES[type]];
};

/** What the viewer may be something to, of these; ids as PostgreSQL writes them. */
export const tiesOf = (viewer: Viewer, subjects: readonly Subject[]): Tie[] =>
  subjects.flatMap(({ type, id }) => {
    const principalId = principalOf(viewer, type);
    return principalId && isUuid(id) ? [{ type, id: id.toLowerCase(), principalId }] : [];
  });
