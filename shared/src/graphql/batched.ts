import { LazyLoader } from './lazy-loader';

/** Questions of one request that are answered together, and each once. */
export type Batched<K, V> = LazyLoader<K, V, string>;

/** @param answer to all questions of a tick, in their order; an error is the answer to its question alone @param keyOf by which equal questions are one */
export const batched = <K, V>(
  answer: (questions: readonly K[]) => Promise<readonly (V | Error)[]>,
  keyOf: (question: K) => string,
): Batched<K, V> => new LazyLoader(answer, { cacheKeyFn: keyOf, maxBatchSize: 1_000 });
