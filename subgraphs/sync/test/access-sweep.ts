import { onRow, SIGNED_IN, type SweepDeclaration, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import { PlatformLink } from '../src/platform-link/platform-link.entity';
import { assertMayEditPlatformLink, visiblePlatformLinks } from '../src/platform-link/platform-link.policy';
import { schema } from '../src/schema';
import type { TestSync } from './sync.factory';

const platformLink = swept('PlatformLink', PlatformLink, visiblePlatformLinks);

/** Who may what in sync, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestSync> = {
  parts: schema,
  types: [platformLink],
  mutations: {
    createPlatformLink: SIGNED_IN,
    updatePlatformLink: onRow(platformLink, assertMayEditPlatformLink),
  },
  world: async (sync) => {
    const viewers = await sweepViewers(aViewer);
    const [owner, other] = [viewers['the owner'], viewers['another owner']];
    const [own, foreign] = [await sync.platformLink(owner), await sync.platformLink(other)];
    return {
      viewers,
      rows: { PlatformLink: { own: own.id, foreign: foreign.id }, User: { own: owner.userId, foreign: other.userId } },
    };
  },
};
