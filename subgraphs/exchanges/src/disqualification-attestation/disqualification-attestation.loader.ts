import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { visibleFunds } from '../funds/funds.policy';
import { DisqualificationAttestation } from './disqualification-attestation.entity';

/** By exchange, the latest first. */
export const attestationsOfExchangeLoader = ({ db, viewer }: RequestScope) =>
  listLoader<DisqualificationAttestation>(async (ids) => {
    const rows = await visibleRows(db, DisqualificationAttestation, visibleFunds(viewer), ids, 'exchangeId');
    return rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map((value) => ({ key: value.exchangeId, value }));
  });
