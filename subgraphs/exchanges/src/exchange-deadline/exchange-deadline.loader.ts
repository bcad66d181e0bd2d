import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { inOwnExchanges } from '../exchange/exchange.scope';
import { DeadlineKind, ExchangeDeadline } from './exchange-deadline.entity';

const ORDER = Object.values(DeadlineKind);

/** The deadlines of an exchange, by its id: none while its periods have not begun, else that of the identification first. */
export const deadlinesOfExchangeLoader = (scope: RequestScope) =>
  listLoader<ExchangeDeadline>(async (ids) => {
    const rows = await visibleRows<ExchangeDeadline>(scope, ExchangeDeadline, inOwnExchanges, ids, 'exchangeId');
    return rows
      .filter(({ computedOn }) => computedOn !== null)
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
      .map((value) => ({ key: value.exchangeId, value }));
  });
