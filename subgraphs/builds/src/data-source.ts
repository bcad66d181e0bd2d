import type { DatabaseModel } from '@plat/shared/database/data-source';
import { Build } from './build/build.entity';
import { Contributor } from './contributor/contributor.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateProjects1795132801000 } from './migrations/1795132801000-create-projects';
import { CreateBuilds1795132802000 } from './migrations/1795132802000-create-builds';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateIdempotencyKeys1795132862003 } from './migrations/1795132862003-create-idempotency-keys';
import { GuardReferences1795132863000 } from './migrations/1795132863000-guard-references';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { FindLastEvent1795132867000 } from './migrations/1795132867000-find-last-event';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { CreateContributors1795132870000 } from './migrations/1795132870000-create-contributors';
import { Project } from './project/project.entity';

export const model = {
  entities: [Project, Build, Contributor],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreateProjects1795132801000,
    CreateBuilds1795132802000,
    DeliverEvents1795132860000,
    CreateIdempotencyKeys1795132862003,
    CreateContributors1795132870000,
    FindLastEvent1795132867000,
    FindDueEvents1795132868000,
    GuardReferences1795132863000,
    MarkDeletions1795132864000,
  ],
} satisfies DatabaseModel;
