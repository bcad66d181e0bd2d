import type { DatabaseModel } from '@plat/shared/database/data-source';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';

/** What a service has in its database, out of its own lists. */
export const modelOf = (service: ServiceName): DatabaseModel => {
  const { model } = require(`@plat/${service}/data-source`) as { model: DatabaseModel };
  return model;
};

const exists = (service: ServiceName): boolean => {
  try {
    require.resolve(`@plat/${service}/data-source`);
    return true;
  } catch {
    return false;
  }
};

/** The services that have a database so far. */
export const MIGRATED_SERVICES = SERVICES.filter(exists);
