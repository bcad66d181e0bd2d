import { alternativesOf } from '@plat/shared/access/scope';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Brackets, type SelectQueryBuilder } from 'typeorm';
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

/** The messages that the viewer sees, as `node`, for questions that no list answers. */
export function visibleMessagesQuery({ db, viewer }: RequestScope): SelectQueryBuilder<ExchangeMessage> {
  const query = db.createQueryBuilder(ExchangeMessage, 'node').where('true');
  const scopes = alternativesOf(visibleExchangeMessages(viewer));
  return scopes.every((one) => Object.keys(one).length > 0) ? query.andWhere(new Brackets((either) => either.where(scopes))) : query;
}
