import { describe, expect, it } from '@jest/globals';
import { BuildStatus } from './build.entity';
import { transition } from './transitions';

const ALL = Object.values(BuildStatus);
const { INQUIRY, PROPOSAL_SENT, BOOKED, COMPLETED, ARCHIVED } = BuildStatus;
const STEPS = new Set(
  [
    [INQUIRY, PROPOSAL_SENT],
    [PROPOSAL_SENT, BOOKED],
    [BOOKED, COMPLETED],
  ].map(String),
);

const outcome = (from: BuildStatus, to: BuildStatus, archivedFrom: BuildStatus | null = null) => {
  try {
    return transition({ status: from, archivedFrom }, to);
  } catch (error) {
    return (error as { extensions: unknown }).extensions;
  }
};

describe('transitions of a build', () => {
  it.each(ALL.filter((status) => status !== ARCHIVED))('lead from %s to the next status and to the archive only', (from) => {
    for (const to of ALL) {
      if (to === from) expect(outcome(from, to)).toEqual({});
      else if (to === ARCHIVED) expect(outcome(from, to)).toEqual({ status: ARCHIVED, archivedFrom: from, archivedAt: expect.any(Date) });
      else if (STEPS.has(String([from, to]))) expect(outcome(from, to)).toEqual({ status: to, archivedFrom: null, archivedAt: null });
      else expect(outcome(from, to)).toMatchObject({ code: 'CONFLICT', status: from });
    }
  });

  it.each(ALL.filter((status) => status !== ARCHIVED))('lead out of the archive to %s only where it was archived from there', (from) => {
    for (const to of ALL.filter((status) => status !== ARCHIVED)) {
      if (to === from) expect(outcome(ARCHIVED, to, from)).toEqual({ status: from, archivedFrom: null, archivedAt: null });
      else expect(outcome(ARCHIVED, to, from)).toMatchObject({ code: 'CONFLICT', status: ARCHIVED, allowed: [from] });
    }
  });

  it('let a build start over where nobody wrote down what was archived', () => {
    expect(outcome(ARCHIVED, BOOKED)).toMatchObject({ code: 'CONFLICT', allowed: [INQUIRY] });
  });
});
