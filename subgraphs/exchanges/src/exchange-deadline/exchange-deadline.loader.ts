import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import { DeadlineKind, ExchangeDeadline } from './exchange-deadline.entity';

const ORDER = Object.values(DeadlineKind);

/** The deadlines of an exchange, by its id: none while its periods have not begun, else that of the identification first. */
export const deadlinesOfExchangeLoader = ({ db, viewer }: RequestScope) =>
  listLoader<ExchangeDeadline>(async (ids) => {
    const rows = await visibleRows(db, ExchangeDeadline, ofOwnExchanges<ExchangeDeadline>(viewer, 'exchangeId'), ids, 'exchangeId');
    return rows
      .filter(({ computedOn }) => computedOn !== null)
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
      .map((value) => ({ key: value.exchangeId, value }));
  });
