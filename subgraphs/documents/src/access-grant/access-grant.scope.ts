import type { GrantSubject } from '@plat/shared/access/grants';
import { where } from '@plat/shared/access/scope';
import type { AccessGrant } from './access-grant.entity';
import type { Subject } from './access-grant.store';

/** Subjects that somebody holds an active grant on: read as an array once a statement, so that an index answers them. */
export const granted = (subject: GrantSubject, principalId: string, condition: string) =>
  where<string>(
    `:column = ANY (ARRAY(SELECT subject_id FROM access_grants
    WHERE subject_type = '${subject}' AND principal_id = :{principalId} AND is_active AND ${condition}))`,
    { principalId },
  );

/** Whether these grants say that somebody owns something. */
export const owns = ({ type, id }: Subject, held: readonly AccessGrant[]): boolean =>
  held.some((one) => one.subjectType === type && one.subjectId === id.toLowerCase() && one.role === 'OWNER');
