import { describe, expect, it } from '@jest/globals';
import { mayChange, Sharing } from './sharing';

interface Said {
  body: string;
  readonly rest?: AsyncIterableIterator<string>;
}
const held = () => {
  let release: (body: string) => void = () => undefined;
  const promise = new Promise<Said>((resolve) => (release = (body) => resolve({ body })));
  return { promise, release };
};
const bodies = async (asks: readonly Promise<Said>[]) => (await Promise.all(asks)).map(({ body }) => body);
/** Texts that are counted when they are made. */
const counting = (most: number) => {
  const state = { made: 0, isOver: false };
  async function* texts() {
    try {
      while (state.made < most) yield `${++state.made}`;
    } finally {
      state.isOver = true;
    }
  }
  return { state, answer: async () => ({ body: '0', rest: texts() }) };
};
const staying = () => new AbortController().signal;

describe('answers that several wait for', () => {
  it('are made once for those who ask the same as the same person, and once for each other person and question', async () => {
    const sharing = new Sharing<Said>();
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
    expect(await bodies(asks)).toEqual(['done', 'done', 'done', 'done']);
    await sharing.share('a', 'x', staying(), answer);
    expect(made).toBe(4);
  });

  it('are an object for each: who takes its text out takes it from nobody else', async () => {
    const sharing = new Sharing<Said>();
    const { promise, release } = held();
    const asks = ['x', 'x', 'y'].map((what) => sharing.share('a', what, staying(), () => promise));
    release('done');
    const [first, second, alone] = (await Promise.all(asks)) as [Said, Said, Said];
    first.body = 'taken';
    expect(second.body).toBe('done');
    second.body = 'taken';
    expect(alone.body).toBe('done');
    // Nobody else has it, so that its text is gone once it is taken.
    alone.body = 'taken';
    expect((await promise).body).toBe('taken');
  });

  it('are made anew after a change of the same person', async () => {
    const sharing = new Sharing<Said>();
    const [before, after] = [held(), held()];
    const first = sharing.share('a', 'x', staying(), () => before.promise);
    sharing.forget('a');
    const second = sharing.share('a', 'x', staying(), () => after.promise);
    after.release('new');
    before.release('old');
    expect(await bodies([first, second])).toEqual(['old', 'new']);
  });

  it('are given up when all have gone, and not before', async () => {
    const sharing = new Sharing<Said>();
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
    const later = sharing.share('a', 'x', staying(), async () => ({ body: 'fresh' }));
    release('given up');
    expect(await bodies([later, ...asks])).toEqual(['fresh', 'given up', 'given up']);
  });

  it('that come bit by bit are taken by each as fast as they want, from the first on, and made for the fastest', async () => {
    const sharing = new Sharing<Said>();
    const { state, answer } = counting(3);
    const ask = async () => (await sharing.share('a', 'x', staying(), answer)).rest as AsyncIterableIterator<string>;
    const [fast, slow] = await Promise.all([ask(), ask()]);
    expect([await fast.next(), await fast.next(), state.made]).toMatchObject([{ value: '1' }, { value: '2' }, 2]);
    expect(await slow.next()).toMatchObject({ value: '1' });
    const late = await ask();
    const all = async (rest: AsyncIterableIterator<string>) => {
      const texts: string[] = [];
      for await (const text of rest) texts.push(text);
      return texts;
    };
    expect(await Promise.all([fast, slow, late].map(all))).toEqual([['3'], ['2', '3'], ['1', '2', '3']]);
    expect(state).toEqual({ made: 3, isOver: true });
  });

  it('that come bit by bit are made until the last has left, whether by leaving them or by going', async () => {
    const sharing = new Sharing<Said>();
    const { state, answer } = counting(100);
    const going = new AbortController();
    const signals: AbortSignal[] = [];
    const ask = (client: AbortSignal) =>
      sharing.share('a', 'x', client, (signal) => {
        signals.push(signal);
        return answer();
      });
    const [{ rest: leaving }, { rest: gone }] = await Promise.all([ask(staying()), ask(going.signal)]);
    await leaving?.next();
    await leaving?.return?.();
    expect([await gone?.next(), state.isOver, signals[0]?.aborted]).toEqual([{ value: '1', done: false }, false, false]);
    going.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect((await gone?.next())?.done).toBe(true);
    expect(state).toEqual({ made: 1, isOver: true });
    await ask(staying());
    expect(signals).toHaveLength(2);
  });

  it('are given up at once where nobody has waited from the start', async () => {
    const sharing = new Sharing<Said>();
    const { state, answer } = counting(1);
    let isGivenUp: boolean | undefined;
    await sharing.share('a', 'x', AbortSignal.abort(), async (signal) => {
      await Promise.resolve();
      isGivenUp = signal.aborted;
      return answer();
    });
    expect([isGivenUp, state.made]).toEqual([true, 0]);
  });

  it('are never those of mutations', () => {
    expect(['{ a }', 'query { a }', 'mutation { a }', 'query a { a } mutation b { b }'].map(mayChange)).toEqual([false, false, true, true]);
  });
});
