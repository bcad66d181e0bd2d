import type { Jobs } from '@plat/shared/jobs/job';
import type { Storages } from '../storage/storages';
import { removeUnreferenced, sweepStorages } from './blob.sweep';
import { SWEEP_BLOBS } from './blobs';

/** The task that compares storages with rows. */
export const COMPARE_STORAGES = 'blobs.compare';

interface BlobJobParts {
  readonly storages: Storages;
  readonly clock: () => Date;
  readonly notedElsewhere?: string;
}

/** Every ten minutes, and after each release, what nothing has is removed; once a night, storages are compared with rows. */
export const blobJobs = (parts: BlobJobParts): Jobs => ({
  tasks: {
    [SWEEP_BLOBS]: async (_, { asSystem, signal }) => void (await removeUnreferenced({ ...parts, asSystem, signal })),
    [COMPARE_STORAGES]: async (_, { asSystem, signal, log }) => {
      const { removed, orphans, withoutBytes } = await sweepStorages({ ...parts, asSystem, signal });
      if (removed || orphans) log.info({ removed, orphans }, 'what nothing has was removed from the storages');
      if (withoutBytes.length) log.error({ blobs: withoutBytes.slice(0, 100), count: withoutBytes.length }, 'the storages have lost bytes');
    },
  },
  schedule: [
    { task: SWEEP_BLOBS, at: '*/10 * * * *' },
    { task: COMPARE_STORAGES, at: '23 3 * * *' },
  ],
});
