import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { PlatError } from '../errors/plat-error';
import type { ServiceClient } from './service-client';
import type { Viewer } from './viewer';

/** Where crm tells what the viewer of a call is called, so that others may write it down with what that person did. */
export const VIEWER_CARD_PATH = '/internal/viewer-card';

export const viewerCard = z.object({ name: z.string().max(255).nullable(), email: z.string().max(255).nullable() });

/** What somebody is called. */
export type ViewerCard = z.output<typeof viewerCard>;

/** Knows what people are called. */
export interface ViewerCards {
  of(viewer: Viewer, services: ServiceClient): Promise<ViewerCard>;
}

const UNKNOWN: ViewerCard = { name: null, email: null };
const COUNTS_MS = 600_000;

/**
 * Names by crm's word, which counts for ten minutes. Where crm does not answer, what it said last counts on: what somebody
 * did is written down with their id in any case, and waits for no name.
 */
export class CardsOfCrm implements ViewerCards {
  private readonly known = new LRUCache<string, { readonly card: ViewerCard; readonly until: number }>({ max: 10_000 });

  /** @param now milliseconds of a clock that nobody sets */
  constructor(private readonly now: () => number = () => performance.now()) {}

  async of(viewer: Viewer, services: ServiceClient): Promise<ViewerCard> {
    if (!viewer.isSignedIn) return UNKNOWN;
    const known = this.known.get(viewer.userId);
    if (known && known.until > this.now()) return known.card;
    try {
      const card = await services.call('crm', VIEWER_CARD_PATH, viewer, {}, viewerCard);
      this.known.set(viewer.userId, { card, until: this.now() + COUNTS_MS });
      return card;
    } catch (error) {
      if (!(error instanceof PlatError)) throw error;
      return known?.card ?? UNKNOWN;
    }
  }
}
