import type { DatabaseModel } from '@plat/shared/database/data-source';
import { Build } from './build/build.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateProjects1795132801000 } from './migrations/1795132801000-create-projects';
import { CreateBuilds1795132802000 } from './migrations/1795132802000-create-builds';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { Project } from './project/project.entity';

export const model = {
  entities: [Project, Build],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreateProjects1795132801000,
    CreateBuilds1795132802000,
    DeliverEvents1795132860000,
    MarkDeletions1795132864000,
  ],
} satisfies DatabaseModel;
