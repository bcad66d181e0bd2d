import { schema as builds } from '@plat/builds/schema';
import { schema as crm } from '@plat/crm/schema';
import { schema as documents } from '@plat/documents/schema';
import { schema as exchanges } from '@plat/exchanges/schema';
import type { ServiceName } from '@plat/shared/database/service';
import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { schema as sync } from '@plat/sync/schema';

/** The public surface of every service. */
export const SCHEMAS: Readonly<Record<ServiceName, SchemaParts>> = { crm, documents, sync, builds, exchanges };
