import { type Batched, batched } from '@plat/shared/graphql/batched';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { In } from 'typeorm';
import { Rendition, RenditionKind, type RenditionSize, RenditionState } from './rendition.entity';

/** A picture of a version of a document. */
export interface WantedRendition {
  readonly documentId: string;
  readonly versionNumber: number;
  readonly size: RenditionSize;
}

const keyOf = ({ documentId, versionNumber, size }: WantedRendition) => `${documentId} ${versionNumber} ${size}`;

/**
 * Thumbnails that have been drawn, all of a request by one statement; null where there is none, or not yet. They are asked
 * for of documents that the viewer has been shown: it is by these that anybody gets here.
 */
export const renditionLoader = ({ db }: RequestScope): Batched<WantedRendition, Rendition | null> =>
  batched(async (wanted) => {
    const documentId = In([...new Set(wanted.map((one) => one.documentId))]);
    const drawn = await db.findBy(Rendition, { documentId, kind: RenditionKind.THUMBNAIL, page: 1, state: RenditionState.DONE });
    const found = new Map(drawn.map((one) => [keyOf(one), one]));
    return wanted.map((one) => found.get(keyOf(one)) ?? null);
  }, keyOf);
