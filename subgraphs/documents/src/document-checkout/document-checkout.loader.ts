import { loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { In } from 'typeorm';
import { DocumentCheckOut } from './document-checkout.entity';

/** What is checked out, by the ids of documents that were read through their scope; what has ended by the clock counts for nothing. */
export const documentCheckOutLoader = ({ db }: Pick<RequestScope, 'db'>, clock: () => Date) =>
  loaderByKey<DocumentCheckOut>('documentId', async (ids) => {
    const found = await db.findBy(DocumentCheckOut, { documentId: In([...ids]) });
    return found.filter(({ expiresAt }) => expiresAt > clock());
  });
