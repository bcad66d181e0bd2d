import { LazyLoader } from './lazy-loader';
import { isUuid } from './scalars';

/** Rows by id, read together once a tick; absent, hidden and malformed ids are all null. */
export type LoaderById<T> = LazyLoader<string, T | null>;

/** Rows by a unique uuid column. @param fetch reads the visible rows among these values, in any order */
export const loaderByKey = <T extends object>(key: keyof T, fetch: (values: readonly string[]) => Promise<readonly T[]>): LoaderById<T> =>
  new LazyLoader<string, T | null>(
    async (values) => {
      const valid = values.filter(isUuid).map((value) => value.toLowerCase());
      const rows = valid.length ? await fetch(valid) : [];
      const found = new Map(rows.map((row) => [row[key] as string, row]));
      return values.map((value) => found.get(value.toLowerCase()) ?? null);
    },
    { maxBatchSize: 1_000 },
  );

/** Rows by id. @param fetch reads the visible rows among these ids, in any order */
export const loaderById = <T extends { readonly id: string }>(fetch: (ids: readonly string[]) => Promise<readonly T[]>): LoaderById<T> =>
  loaderByKey<T>('id', fetch);
