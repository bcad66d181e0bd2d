import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { IdentificationItem } from './identification-item.entity';
import { IdentificationNotice } from './identification-notice.entity';
import type { IdentificationNoticeOrder } from './identification-notice.input';
import { visibleIdentificationNotices } from './identification-notice.policy';
import { NoticeJudgement } from './notice-judgement.entity';

const orderings: Orderings<IdentificationNotice, IdentificationNoticeOrder> = {
  SENT_AT_ASC: { by: 'sentAt', direction: 'ASC' },
  SENT_AT_DESC: { by: 'sentAt', direction: 'DESC' },
};

export const identificationNoticeLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, IdentificationNotice, visibleIdentificationNotices, ids));

/** What notices name, in their order; for notices that the viewer sees. */
export const itemsOfNoticeLoader = ({ db }: RequestScope) =>
  listLoader<IdentificationItem>(async (ids) => {
    const items = await db.find(IdentificationItem, { where: { noticeId: In([...ids]) }, order: { position: 'ASC' } });
    return items.map((value) => ({ key: value.noticeId, value }));
  });

/** How notices were judged again, the first time first; for notices that the viewer sees. */
export const judgementsOfNoticeLoader = ({ db }: RequestScope) =>
  listLoader<NoticeJudgement>(async (ids) => {
    const judgements = await db.find(NoticeJudgement, { where: { noticeId: In([...ids]) }, order: { judgedAt: 'ASC' } });
    return judgements.map((value) => ({ key: value.noticeId, value }));
  });

export const noticesOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.notices',
    entity: IdentificationNotice,
    visible: visibleIdentificationNotices,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
