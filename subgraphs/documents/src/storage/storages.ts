import type { StorageProvider as StorageKind } from '../document/document.enum';
import { LocalStorage } from './local.storage';
import { type BucketSettings, S3Storage } from './s3.storage';
import type { StorageProvider } from './storage.provider';

/** Which storages there are. New bytes go to one of them; the others are there for what they have. */
export interface StorageSettings {
  readonly newIn: `${StorageKind}`;
  readonly folder?: string;
  readonly s3?: BucketSettings;
  readonly gcp?: BucketSettings;
}

/** The storages of an installation: where bytes go, and where those are that went elsewhere before. */
export class Storages {
  private readonly byKind: ReadonlyMap<string, StorageProvider>;

  /** @param others where bytes are that went there before; {@link current} takes the place of one of its kind */
  constructor(
    readonly current: StorageProvider,
    others: readonly StorageProvider[] = [],
  ) {
    this.byKind = new Map([...others, current].map((one) => [one.kind, one]));
  }

  get all(): readonly StorageProvider[] {
    return [...this.byKind.values()];
  }

  /** @throws Error when the storage where the bytes are is not configured any more */
  of(kind: `${StorageKind}`): StorageProvider {
    const found = this.byKind.get(kind);
    if (!found) throw new Error(`Bytes are in a storage of kind ${kind}, which is not configured.`);
    return found;
  }
}

/** @throws Error unless the storage for new bytes is among those that are configured */
export function storagesOf({ newIn, folder, s3, gcp }: StorageSettings): Storages {
  const all: StorageProvider[] = [
    ...(folder ? [new LocalStorage(folder)] : []),
    ...(s3 ? [new S3Storage('S3', s3)] : []),
    ...(gcp ? [new S3Storage('GCP', gcp)] : []),
  ];
  const current = all.find(({ kind }) => kind === newIn);
  if (!current) throw new Error(`The storage for new bytes, ${newIn}, is not configured.`);
  return new Storages(current, all);
}
