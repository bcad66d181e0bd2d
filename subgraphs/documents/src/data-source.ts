import type { DatabaseModel } from '@plat/shared/database/data-source';
import { AccessGrant } from './access-grant/access-grant.entity';
import { Document } from './document/document.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateAccessGrants1795132801000 } from './migrations/1795132801000-create-access-grants';
import { CreateDocuments1795132802000 } from './migrations/1795132802000-create-documents';
import { ProtectDocuments1795132803000 } from './migrations/1795132803000-protect-documents';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';

export const model = {
  entities: [AccessGrant, Document],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreateAccessGrants1795132801000,
    CreateDocuments1795132802000,
    ProtectDocuments1795132803000,
    DeliverEvents1795132860000,
    MarkDeletions1795132864000,
  ],
} satisfies DatabaseModel;
