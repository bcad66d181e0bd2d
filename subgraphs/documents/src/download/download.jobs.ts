import type { Jobs } from '@plat/shared/jobs/job';
import { forgetDownloads } from './download.notes';

const TIDY_DOWNLOADS = 'downloads.tidy';

/** Every night, downloads of a week ago are forgotten; the log of accesses keeps what they were. */
export const downloadJobs = (clock: () => Date): Jobs => ({
  tasks: { [TIDY_DOWNLOADS]: async (_, { asSystem }) => void (await forgetDownloads(asSystem, clock())) },
  schedule: [{ task: TIDY_DOWNLOADS, at: '41 3 * * *' }],
});
