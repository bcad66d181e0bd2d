import DataLoader from 'dataloader';

type Batch<K, V> = DataLoader.BatchLoadFn<K, V>;

/** A DataLoader that is made when it is asked for: a request has a hundred, and uses three. */
export class LazyLoader<K, V, C = K> {
  private made: DataLoader<K, V, C> | undefined;

  constructor(
    private readonly batch: Batch<K, V>,
    private readonly options?: DataLoader.Options<K, V, C>,
  ) {}

  load(key: K): Promise<V> {
    return this.loader().load(key);
  }

  loadMany(keys: readonly K[]): Promise<(V | Error)[]> {
    return this.loader().loadMany(keys);
  }

  clear(key: K): this {
    this.made?.clear(key);
    return this;
  }

  clearAll(): this {
    this.made?.clearAll();
    return this;
  }

  private loader(): DataLoader<K, V, C> {
    this.made ??= new DataLoader(this.batch, this.options);
    return this.made;
  }
}
