import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Admission } from './admission';

/** The tests look themselves. */
const NEVER_MS = 1_000_000;

/** Operations that end when they are told to. */
function trial(least?: number) {
  let share = 0;
  const admission = new Admission(least, () => share, NEVER_MS);
  const running: (() => void)[] = [];
  let ended = 0;
  return {
    admission,
    begin: (count: number) => {
      const works = Array.from({ length: count }, () => admission.run(() => new Promise<void>((resolve) => running.push(resolve))));
      for (const work of works) void work.then(() => ended++);
      return turn();
    },
    end: (count: number) => {
      for (const one of running.splice(0, count)) one();
      return turn();
    },
    look: (utilization: number) => {
      share = utilization;
      admission.look();
      return turn();
    },
    get running() {
      return running.length;
    },
    get ended() {
      return ended;
    },
  };
}

describe('the admission of operations', () => {
  it('lets all begin at once while the event loop has time', async () => {
    const one = trial();
    await one.begin(60);
    expect(one.running).toBe(60);
    await one.look(0.2);
    await one.begin(60);
    expect(one.running).toBe(120);
  });

  it('lets those that have begun end first when it has none, and the others begin in their place', async () => {
    const one = trial();
    await one.begin(40);
    for (let n = 0; n < 6; n++) await one.look(1);
    await one.begin(30);
    expect(one.running).toBe(40);
    await one.end(38);
    expect(one.running).toBe(2);
    await one.end(1);
    expect(one.running).toBe(2);
    while (one.running) await one.end(2);
    expect(one.ended).toBe(70);
  });

  it('keeps more side by side where that is wanted', async () => {
    const one = trial(16);
    await one.begin(40);
    for (let n = 0; n < 6; n++) await one.look(1);
    await one.begin(30);
    await one.end(40);
    expect(one.running).toBe(16);
  });

  it('lets more begin each time that it looks, once there is time again', async () => {
    const one = trial();
    await one.begin(8);
    for (let n = 0; n < 6; n++) await one.look(1);
    await one.begin(100);
    const counts = [one.running];
    for (let n = 0; n < 6; n++) {
      await one.look(0.5);
      counts.push(one.running);
    }
    expect(counts).toEqual([8, 8, 8, 16, 32, 64, 108]);
    await one.end(108);
    expect(one.ended).toBe(108);
  });

  it('gives the place of one that failed to the next', async () => {
    const admission = new Admission(2, () => 1, NEVER_MS);
    await expect(admission.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await admission.run(async () => 'yes')).toBe('yes');
  });
});
