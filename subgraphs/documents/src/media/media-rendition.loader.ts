import { type Batched, batched } from '@plat/shared/graphql/batched';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { In } from 'typeorm';
import { type RenditionSize, RenditionState } from '../rendition/rendition.entity';
import { MediaRendition } from './media-rendition.entity';

/** A small picture of media. */
export interface WantedPicture {
  readonly mediaId: string;
  readonly size: RenditionSize;
}

const keyOf = ({ mediaId, size }: WantedPicture) => `${mediaId} ${size}`;

/** Pictures that have been drawn, all of a request by one statement, of media that the viewer has been shown; null where there is none, or not yet. */
export const mediaRenditionLoader = ({ db }: RequestScope): Batched<WantedPicture, MediaRendition | null> =>
  batched(async (wanted) => {
    const mediaId = In([...new Set(wanted.map((one) => one.mediaId))]);
    const drawn = await db.findBy(MediaRendition, { mediaId, state: RenditionState.DONE });
    const found = new Map(drawn.map((one) => [keyOf(one), one]));
    return wanted.map((one) => found.get(keyOf(one)) ?? null);
  }, keyOf);
