import { beforeEach, describe, expect, it } from '@jest/globals';
import { REMEMBERED_MS, Revocations } from '../src/access/revocations';
import { NOBODY } from '../src/access/viewer';
import { aViewer } from '../src/testing/viewers';

let now: number;
let revocations: Revocations;
beforeEach(() => {
  now = 0;
  revocations = new Revocations(() => now);
});

const TOKEN = '6f0a53a4-29d9-4b1b-8b42-0a6a9a3d3d11';
const viewer = aViewer('USER', { tokenId: TOKEN, asOf: 7 });
const holds = (who = viewer) => {
  try {
    revocations.assertHolds(who);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', message: 'The access token is not valid, or no longer; sign in again.' });
    return false;
  }
};

describe('what was revoked', () => {
  it.each([
    ['user', viewer.userId],
    ['session', viewer.identity.sessionId as string],
    ['token', TOKEN],
  ])('ends what was issued to the %s before, and nothing that came after', (_, subjectId) => {
    revocations.apply({ seq: 7, subjectId });
    expect(holds()).toBe(true);
    revocations.apply({ seq: 8, subjectId });
    expect([holds(), holds(aViewer()), holds(NOBODY)]).toEqual([false, true, true]);
    expect(holds(aViewer('USER', { ...viewer.identity, asOf: 8 }))).toBe(true);
  });

  it('ends rights of which nobody knows when they were read', () => {
    revocations.apply({ seq: 1, subjectId: viewer.userId });
    expect(holds(aViewer('USER', { userId: viewer.userId }))).toBe(false);
  });

  it('is remembered while a token of that time can be alive, and not for ever', () => {
    revocations.apply({ seq: 8, subjectId: viewer.userId });
    now = REMEMBERED_MS;
    revocations.confirm(8);
    expect(holds()).toBe(false);
    now += 1;
    revocations.confirm(8);
    expect(holds()).toBe(true);
  });

  it('is remembered anew when it happens again', () => {
    revocations.apply({ seq: 8, subjectId: viewer.userId });
    revocations.apply({ seq: 9, subjectId: TOKEN });
    now = REMEMBERED_MS;
    revocations.apply({ seq: 10, subjectId: viewer.userId });
    now += 1;
    revocations.confirm(10);
    expect([holds(), holds(aViewer('USER', { tokenId: TOKEN, asOf: 8 }))]).toEqual([false, true]);
  });

  it('stays known while the source is gone, and is forgotten when its numbers begin anew', () => {
    revocations.apply({ seq: 8, subjectId: viewer.userId });
    revocations.lose();
    expect([holds(), revocations.lastSeq]).toEqual([false, 8]);
    revocations.restart();
    expect([holds(), revocations.lastSeq]).toEqual([true, undefined]);
  });
});

describe('being current', () => {
  const isCurrent = () => {
    try {
      revocations.assertCurrent();
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'UNAVAILABLE' });
      return false;
    }
  };

  it('is not what a process is that has heard nothing yet', () => expect(isCurrent()).toBe(false));

  it('lasts two seconds after a sign of life', () => {
    revocations.confirm(0);
    now = 2_000;
    expect(isCurrent()).toBe(true);
    now = 2_001;
    expect(isCurrent()).toBe(false);
    revocations.confirm(0);
    expect(isCurrent()).toBe(true);
  });

  it('ends at once with the source', () => {
    revocations.confirm(0);
    revocations.lose();
    expect(isCurrent()).toBe(false);
  });
});
