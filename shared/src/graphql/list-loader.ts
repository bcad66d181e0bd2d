import { LazyLoader } from './lazy-loader';
import { isUuid } from './scalars';

/** Short lists by the id that they belong to, read together once a tick. Lists that grow are `Pages`. */
export type ListLoader<V> = LazyLoader<string, readonly V[]>;

/** One entry of the list of one id. */
export interface ListEntry<V> {
  readonly key: string;
  readonly value: V;
}

/** @param fetch reads the entries of all these ids, in the order that each list is to have */
export const listLoader = <V>(fetch: (ids: readonly string[]) => Promise<readonly ListEntry<V>[]>): ListLoader<V> =>
  new LazyLoader<string, readonly V[]>(
    async (ids) => {
      const lists = new Map<string, V[]>(ids.map((id) => [id, []]));
      for (const { key, value } of await fetch([...lists.keys()].filter(isUuid))) lists.get(key)?.push(value);
      return ids.map((id) => lists.get(id) ?? []);
    },
    { maxBatchSize: 1_000 },
  );
