import { describe, expect, it } from '@jest/globals';
import { Limiter } from './limiter';

/** A work that ends when the test says so. */
const work = () => {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, ended, started: false };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a limiter', () => {
  it('lets two run and one wait, refuses the next, and goes on in order', async () => {
    const limiter = new Limiter(2, 1, () => new Error('full'));
    const works = [work(), work(), work()];
    const running = works.map((one) =>
      limiter.run(() => {
        one.started = true;
        return one.ended;
      }),
    );
    await settle();
    expect(works.map(({ started }) => started)).toEqual([true, true, false]);
    expect(() => limiter.assertRoom()).toThrow('full');
    await expect(limiter.run(async () => undefined)).rejects.toThrow('full');
    works[1]?.end();
    await settle();
    expect(works[2]?.started).toBe(true);
    for (const { end } of works) end();
    await Promise.all(running);
    await expect(limiter.run(async () => 'free again')).resolves.toBe('free again');
  });

  it('gives the place of a work that fails to the next', async () => {
    const limiter = new Limiter(1, 1, () => new Error('full'));
    const failing = limiter.run(() => Promise.reject(new Error('failed')));
    const next = limiter.run(async () => 'next');
    await expect(failing).rejects.toThrow('failed');
    await expect(next).resolves.toBe('next');
  });
});
