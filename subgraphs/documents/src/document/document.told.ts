import type { ToldOfEnds } from '@plat/shared/references/removal';
import { Document } from './document.entity';
import { readersOf } from './document.readers';

/**
 * Whom it concerns that documents lose what they belong to, or go with it. What makes many documents go at once is named
 * by `cause`, so that nobody is told of each.
 */
export const toldOfDocuments: ToldOfEnds = async (db, entity, rows, cause) => {
  if (entity !== Document) return [];
  return (await readersOf(db, rows as Document[])).map((readers) => ({ readers, cause }));
};
