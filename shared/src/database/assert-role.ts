import type { DataSource } from 'typeorm';
import { type RoleKind, roleName, type ServiceName } from './service';
import { SetupError } from './setup-error';

/**
 * Refuses to work as another role than the one that policies and grants are made for: as a superuser or the owner of the
 * tables there is no row level security, and nothing would show it.
 * @throws SetupError naming the variable to correct
 */
export async function assertRole(source: Pick<DataSource, 'query'>, service: ServiceName, kind: RoleKind): Promise<void> {
  const [{ name, mighty }] = await source.query(
    'SELECT rolname AS name, rolsuper OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = current_user',
  );
  if (name === roleName(service, kind) && !mighty) return;
  const variable = `${service.toUpperCase()}_${kind === 'app' ? '' : `${kind.toUpperCase()}_`}DATABASE_URL`;
  const why = mighty ? 'passes by row level security' : 'is not the role that the rights are given to';
  throw new SetupError(`The role ${name} ${why}: let ${variable} connect as ${roleName(service, kind)}, which "npm run provision" makes.`);
}
