import type { FindExisting } from '@plat/shared/references/existence';
import type { GrantInquiry } from '../access-grant/access-grant.inquiry';
import { GrantLearning } from '../access-grant/access-grant.learning';
import { documentLoader } from './document.loader';

/** Documents to which others may refer: those that the viewer sees, and of these, where it is asked for, those of one exchange. */
export const nameableDocuments =
  (inquiry: GrantInquiry): FindExisting =>
  async (scope, { ids, inExchange }) => {
    const found = await documentLoader(scope, new GrantLearning(scope, inquiry)).loadMany([...ids]);
    return found.flatMap((document) => {
      if (document instanceof Error) throw document;
      return document && (inExchange === undefined || document.exchangeId === inExchange.toLowerCase()) ? [document.id] : [];
    });
  };
