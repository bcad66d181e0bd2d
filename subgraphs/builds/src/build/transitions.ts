import { conflict } from '@plat/shared/errors/plat-error';
import { type Build, BuildStatus } from './build.entity';

const { INQUIRY, PROPOSAL_SENT, BOOKED, COMPLETED, ARCHIVED } = BuildStatus;

const NEXT: Readonly<Record<Exclude<BuildStatus, BuildStatus.ARCHIVED>, readonly BuildStatus[]>> = {
  INQUIRY: [PROPOSAL_SENT, ARCHIVED],
  PROPOSAL_SENT: [BOOKED, ARCHIVED],
  BOOKED: [COMPLETED, ARCHIVED],
  COMPLETED: [ARCHIVED],
};

type Place = Pick<Build, 'status' | 'archivedFrom'>;

/** Where a build may go from here. An archived one goes back to where it was, or archiving would skip steps. */
const allowedFrom = ({ status, archivedFrom }: Place): readonly BuildStatus[] =>
  status === ARCHIVED ? [archivedFrom ?? INQUIRY] : NEXT[status];

/**
 * What changes when a build goes to a status; nothing when it is there already.
 * @throws PlatError CONFLICT with the statuses that are allowed instead
 */
export function transition(build: Place, status: BuildStatus): Partial<Build> {
  if (status === build.status) return {};
  const allowed = allowedFrom(build);
  if (!allowed.includes(status)) {
    throw conflict(`A build in ${build.status} cannot go to ${status}, only to ${allowed.join(' or ')}.`, {
      status: build.status,
      allowed,
    });
  }
  const archived = status === ARCHIVED;
  return { status, archivedFrom: archived ? build.status : null, archivedAt: archived ? new Date() : null };
}
