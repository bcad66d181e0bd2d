import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { ExchangeMessage } from './exchange-message.entity';
import type { ExchangeMessageOrder } from './exchange-message.input';
import { visibleExchangeMessages } from './exchange-message.policy';

const orderings: Orderings<ExchangeMessage, ExchangeMessageOrder> = {
  SEQ_ASC: { by: 'seq', direction: 'ASC' },
  SEQ_DESC: { by: 'seq', direction: 'DESC' },
};

export const exchangeMessageLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, ExchangeMessage, visibleExchangeMessages(viewer), ids));

export const messagesOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.messages',
    entity: ExchangeMessage,
    visible: visibleExchangeMessages,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
