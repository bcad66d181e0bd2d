import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { ExchangeMessage } from './exchange-message.entity';
import { visibleExchangeMessages } from './exchange-message.policy';

export const exchangeMessageLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, ExchangeMessage, visibleExchangeMessages(viewer), ids));
