import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows } from '../funds/funds.loader';
import { DisqualificationAttestation } from './disqualification-attestation.entity';

/** By exchange, the latest first. */
export const attestationsOfExchangeLoader = (scope: RequestScope) =>
  listLoader<DisqualificationAttestation>(async (ids) => {
    const rows = await fundRows(scope, DisqualificationAttestation, ids, 'exchangeId');
    return rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map((value) => ({ key: value.exchangeId, value }));
  });
