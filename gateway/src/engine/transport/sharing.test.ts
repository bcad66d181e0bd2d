import { describe, expect, it } from '@jest/globals';
import { mayChange, Sharing } from './sharing';

const held = () => {
  let release: (value: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => (release = resolve));
  return { promise, release };
};
const staying = () => new AbortController().signal;

describe('answers that several wait for', () => {
  it('are made once for those who ask the same as the same person, and once for each other person and question', async () => {
    const sharing = new Sharing<string>();
    const { promise, release } = held();
    let made = 0;
    const answer = () => {
      made++;
      return promise;
    };
    const asks = [
      ['a', 'x'],
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'x'],
    ].map(([who, what]) => sharing.share(who as string, what as string, staying(), answer));
    expect(made).toBe(3);
    release('done');
    expect(await Promise.all(asks)).toEqual(['done', 'done', 'done', 'done']);
    await sharing.share('a', 'x', staying(), answer);
    expect(made).toBe(4);
  });

  it('are made anew after a change of the same person', async () => {
    const sharing = new Sharing<string>();
    const [before, after] = [held(), held()];
    const first = sharing.share('a', 'x', staying(), () => before.promise);
    sharing.forget('a');
    const second = sharing.share('a', 'x', staying(), () => after.promise);
    after.release('new');
    before.release('old');
    expect(await Promise.all([first, second])).toEqual(['old', 'new']);
  });

  it('are given up when all have gone, and not before', async () => {
    const sharing = new Sharing<string>();
    const { promise, release } = held();
    const clients = [new AbortController(), new AbortController()];
    const signals: AbortSignal[] = [];
    const asks = clients.map(({ signal }) =>
      sharing.share('a', 'x', signal, (one) => {
        signals.push(one);
        return promise;
      }),
    );
    clients[0]?.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    clients[1]?.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const later = sharing.share('a', 'x', staying(), async () => 'fresh');
    release('given up');
    expect(await Promise.all([later, ...asks])).toEqual(['fresh', 'given up', 'given up']);
  });

  it('are never those of mutations', () => {
    expect(['{ a }', 'query { a }', 'mutation { a }', 'query a { a } mutation b { b }'].map(mayChange)).toEqual([false, false, true, true]);
  });
});
