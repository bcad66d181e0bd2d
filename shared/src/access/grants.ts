import { z } from 'zod';
import type { ServiceName } from '../database/service';

/** What somebody can own or take part in, and the service that knows who does. */
export const GRANT_OWNERS = {
  Property: 'crm',
  Lead: 'crm',
  PlatformLink: 'sync',
  Project: 'builds',
  Exchange: 'exchanges',
} as const satisfies Readonly<Record<string, ServiceName>>;

export type GrantSubject = keyof typeof GRANT_OWNERS;
export const GRANT_SUBJECTS = Object.keys(GRANT_OWNERS) as GrantSubject[];

/** Where a service tells who owns, or takes part in, some of what it keeps. */
export const GRANTS_PATH = '/internal/grants';
/** Where it tells that of all that it keeps, a page at a time. */
export const GRANTS_PAGE_PATH = '/internal/grants/page';

export const MAX_GRANTS_ASKED = 100;
export const GRANTS_PAGE = 500;

const type = z.enum(GRANT_SUBJECTS as [GrantSubject, ...GrantSubject[]]);

/** Which subjects, and whose part in them; everybody's unless `principalId` is given. */
export const grantsQuestion = z.object({
  type,
  ids: z.array(z.guid()).min(1).max(MAX_GRANTS_ASKED),
  principalId: z.guid().optional(),
});

/** What comes after the key that the page before ended with; from the start without one. */
export const grantsPageQuestion = z.object({ type, after: z.guid().optional() });

const grant = z.object({
  subjectId: z.guid(),
  /** The user of an owner, the contact of a participant, the client of a project. */
  principalId: z.guid(),
  role: z.string().max(50),
  /** The rights as they count; owners need none. */
  permissions: z.array(z.string()),
  isActive: z.boolean(),
  /** The last event that is told of it; 0 when that is so long ago that nobody waits for it any more. */
  seq: z.string().regex(/^\d{1,19}$/),
});

/** Grants as they are in one moment: an event that they do not show has a higher number than they have. */
export const grantsAnswer = z.object({ grants: z.array(grant) });

/** `next` is the key to go on after; null on the last page. */
export const grantsPageAnswer = grantsAnswer.extend({ next: z.guid().nullable() });

export type OwnerGrant = z.output<typeof grant>;
export type GrantsPage = z.output<typeof grantsPageAnswer>;
