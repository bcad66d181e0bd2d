import { describe, expect, it } from '@jest/globals';
import { array, assert, boolean, integer, property, record } from 'fast-check';
import { type Counts, judge, NEVER } from './pin-throttle.rules';

const MINUTE = 60_000;
const at = (ms: number) => new Date(Date.UTC(2026, 2, 1) + ms);
const refused = (judged: ReturnType<typeof judge>): Date | undefined => ('until' in judged ? judged.until : undefined);

/** One person's attempts at one document of one owner from one network, as the table would count them. */
class Guesser {
  counts: Counts = {};

  constructor(private readonly shares: readonly (keyof Counts)[] = ['OWNER_ACTOR', 'DOCUMENT_ADDRESS']) {}

  /** @returns until when it is refused, if it is */
  wrong(ms: number): Date | undefined {
    const judged = judge(this.counts, at(ms));
    if ('until' in judged) return judged.until;
    this.counts = Object.fromEntries(
      Object.entries(judged.counts).filter(([name]) => name.startsWith('DOCUMENT') || this.shares.includes(name as never)),
    );
    return undefined;
  }

  right(ms: number): Date | undefined {
    const until = this.wrong(ms);
    const own = this.counts.DOCUMENT_ACTOR;
    if (!until && own) this.counts = { ...this.counts, DOCUMENT_ACTOR: { ...own, fails: 0, lockLevel: 0, lockedUntil: null } };
    return until;
  }
}

describe('guesses at a PIN', () => {
  it('are five, then none for 15 minutes, and after each further one for twice as long, up to a day', () => {
    const guesser = new Guesser();
    for (let n = 0; n < 5; n += 1) expect(guesser.wrong(n)).toBeUndefined();
    let now = 5;
    expect(guesser.wrong(now)).toEqual(at(4 + 15 * MINUTE));
    now = 4;
    for (const minutes of [15, 30, 60, 120, 240, 480, 960, 1_440, 1_440, 1_440]) {
      expect(guesser.wrong(now + minutes * MINUTE - 1)).toEqual(at(now + minutes * MINUTE));
      now += minutes * MINUTE;
      expect(guesser.wrong(now)).toBeUndefined();
    }
  });

  it('begin anew after the right PIN', () => {
    const guesser = new Guesser();
    for (let n = 0; n < 4; n += 1) guesser.wrong(n);
    expect(guesser.right(4)).toBeUndefined();
    for (let n = 5; n < 10; n += 1) expect(guesser.wrong(n)).toBeUndefined();
    expect(guesser.wrong(10)).toEqual(at(9 + 15 * MINUTE));
  });

  it('are 20 an hour at all documents of an owner', () => {
    let counts: Counts = { OWNER_ACTOR: { fails: 0, windowStart: new Date(0), lockLevel: 0, lockedUntil: null } };
    let looked = 0;
    for (let n = 0; n < 1_000; n += 1) {
      const judged = judge({ OWNER_ACTOR: counts.OWNER_ACTOR }, at(n)); // each at another document
      if ('counts' in judged) {
        looked += 1;
        counts = judged.counts;
      } else expect(judged.until).toEqual(at(60 * MINUTE));
    }
    expect(looked).toBe(20);
    expect(refused(judge({ OWNER_ACTOR: counts.OWNER_ACTOR }, at(60 * MINUTE)))).toBeUndefined();
  });

  it('are ten an hour of a network at a document', () => {
    let counts: Counts = { DOCUMENT_ADDRESS: { fails: 0, windowStart: new Date(0), lockLevel: 0, lockedUntil: null } };
    const looked = Array.from({ length: 50 }, (_, n) => {
      const judged = judge({ DOCUMENT_ADDRESS: counts.DOCUMENT_ADDRESS }, at(n));
      if ('counts' in judged) counts = judged.counts;
      return 'counts' in judged;
    });
    expect(looked.filter(Boolean)).toHaveLength(10);
  });

  it('wait a minute each above sixty an hour at a document, and nobody is refused for what others did', () => {
    const DOCUMENT = { fails: 60, windowStart: at(0), lockLevel: 0, lockedUntil: null };
    const first = judge({ DOCUMENT }, at(1));
    expect(refused(first)).toBeUndefined();
    const { DOCUMENT_ACTOR } = 'counts' in first ? first.counts : {};
    expect(refused(judge({ DOCUMENT, DOCUMENT_ACTOR }, at(MINUTE)))).toEqual(at(MINUTE + 1));
    expect(refused(judge({ DOCUMENT, DOCUMENT_ACTOR }, at(MINUTE + 1)))).toBeUndefined();
    expect(refused(judge({ DOCUMENT: { ...DOCUMENT, fails: 59 }, DOCUMENT_ACTOR }, at(2)))).toBeUndefined();
  });

  it('wait together at a share link above sixty an hour, whatever cookie they come with', () => {
    let counts: Counts = {
      DOCUMENT: { fails: 60, windowStart: at(0), lockLevel: 0, lockedUntil: null },
      DOCUMENT_LINK: { fails: 0, windowStart: new Date(0), lockLevel: 0, lockedUntil: null },
    };
    let looked = 0;
    for (let ms = 0; ms < 10 * MINUTE; ms += 1_000) {
      const { DOCUMENT, DOCUMENT_LINK } = counts; // each as somebody who was never here
      const judged = judge({ DOCUMENT, DOCUMENT_LINK }, at(ms));
      if ('counts' in judged) {
        looked += 1;
        counts = judged.counts;
      } else expect(judged.until).toEqual(at(Math.ceil(ms / MINUTE) * MINUTE));
    }
    expect(looked).toBe(10);
    const { DOCUMENT } = counts;
    expect(refused(judge({ DOCUMENT }, at(10 * MINUTE)))).toBeUndefined(); // who is signed in is asked for no more than before
  });

  it('wait together at a share link above twenty an hour over all documents of an owner, whatever cookie they come with', () => {
    let counts: Counts = { OWNER_LINK: NEVER };
    const looked: number[] = [];
    for (let ms = 0; ms < 60 * MINUTE; ms += 1_000) {
      const judged = judge({ OWNER_LINK: counts.OWNER_LINK }, at(ms)); // each as somebody who was never here, at another document
      if ('until' in judged) expect(judged.until).toEqual(at((looked.at(-1) ?? 0) + MINUTE));
      else {
        looked.push(ms);
        counts = judged.counts;
      }
    }
    expect(looked.filter((ms) => ms < MINUTE)).toHaveLength(20);
    expect(looked).toHaveLength(20 + 59);
    expect(refused(judge({ OWNER_LINK: counts.OWNER_LINK, OWNER_ACTOR: NEVER }, at(60 * MINUTE)))).toBeDefined(); // from the last one on
    expect(refused(judge({ OWNER_LINK: NEVER }, at(60 * MINUTE)))).toBeUndefined(); // nobody waits for the visitors of another link
  });

  it('are never fewer than were let through, and a lock holds until it ends', () => {
    const steps = array(record({ wait: integer({ min: 0, max: 40 * MINUTE }), isRight: boolean() }), { maxLength: 200 });
    assert(
      property(steps, (all) => {
        const guesser = new Guesser([]);
        let now = 0;
        let fails = 0;
        let locked = at(0);
        for (const { wait, isRight } of all) {
          now += wait;
          const before = guesser.counts.DOCUMENT_ACTOR?.lockedUntil;
          const until = isRight ? guesser.right(now) : guesser.wrong(now);
          if (at(now) < locked && !until) return false; // let through while it is locked
          if (until) {
            if (until < locked || guesser.counts.DOCUMENT_ACTOR?.lockedUntil !== before) return false;
            continue;
          }
          fails = isRight ? 0 : fails + 1;
          if ((guesser.counts.DOCUMENT_ACTOR?.fails ?? 0) !== fails) return false;
          locked = guesser.counts.DOCUMENT_ACTOR?.lockedUntil ?? at(0);
          if (fails >= 5 !== locked > at(now)) return false;
        }
        return true;
      }),
    );
  });

  it('are at most five and one for each lock, whatever the order and the pace', () => {
    assert(
      property(array(integer({ min: 0, max: 10 * MINUTE }), { maxLength: 400 }), (waits) => {
        const guesser = new Guesser();
        let now = 0;
        let looked = 0;
        for (const wait of waits) {
          now += wait;
          if (!guesser.wrong(now)) looked += 1;
        }
        // 15 + 30 + … minutes: locks double, so that n further guesses take 15 × (2^n − 1) of them.
        return looked <= 5 + Math.floor(Math.log2(now / (15 * MINUTE) + 1));
      }),
    );
  });
});
