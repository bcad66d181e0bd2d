import { REVOCATIONS_PATH } from '@plat/shared/access/revocation-stream';
import { SERVICES } from '@plat/shared/database/service';
import { type InternalPaths, internalPath } from '@plat/shared/graphql/internal-path';
import { z } from 'zod';
import type { RevocationHub } from './revocation-hub';

const query = z.object({ after: z.coerce.number().int().nonnegative().optional() });

/** Where all processes follow revocations; `after` is the last number that they know. */
export const revocationPaths = (hub: RevocationHub): InternalPaths => ({
  [REVOCATIONS_PATH]: internalPath({
    method: 'GET',
    callers: ['gateway', ...SERVICES],
    schema: query,
    answer: async ({ after }) => hub.subscribe(after),
  }),
});
