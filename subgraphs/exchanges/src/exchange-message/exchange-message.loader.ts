import { type PolicySql, policySql } from '@plat/shared/access/policy-sql';
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

export const exchangeMessageLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, ExchangeMessage, visibleExchangeMessages, ids));

export const messagesOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.messages',
    entity: ExchangeMessage,
    visible: visibleExchangeMessages,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });

/** Which messages the viewer sees, for questions that no list answers: each is `node` in the statement. */
export const seenMessages = ({ db, viewer }: RequestScope): PolicySql =>
  policySql(db.dataSource.getMetadata(ExchangeMessage), visibleExchangeMessages, viewer);
