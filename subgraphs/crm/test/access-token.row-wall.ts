import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about access tokens. */
export async function accessTokenRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, admin] = [viewerOf(ann), viewerOf(boss)];
  const { id } = await crm.accessToken(ann);

  const reads = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} reads an access token`,
    as,
    sql: 'SELECT id, scopes FROM access_tokens WHERE id = $1',
    values: [id],
    expect,
  });
  const refused = (name: string, as: Viewer, sql: string, ...values: string[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const system = (does: string, sql: string): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values: [id],
    expect: 1,
  });
  const ADD = `INSERT INTO access_tokens (user_id, name, token_hash, scopes, expires_at) VALUES ($1, 'n', 'h', '{}', now())`;

  return [
    reads('owner', owner, 1),
    reads('admin', admin, 1),
    reads('stranger', viewerOf(bob), 0),
    reads('support', aViewer('SUPPORT'), 0),
    reads('nobody', NOBODY, 0),
    refused('owner reads the hash of an access token', owner, 'SELECT token_hash FROM access_tokens WHERE id = $1', id),
    refused('admin reads the hash of an access token', admin, 'SELECT token_hash FROM access_tokens WHERE id = $1', id),
    refused('owner adds an access token', owner, ADD, ann.id),
    refused('admin adds an access token of another', admin, ADD, ann.id),
    refused('owner widens an access token', owner, `UPDATE access_tokens SET scopes = '{user:read}' WHERE id = $1`, id),
    refused('owner prolongs an access token', owner, 'UPDATE access_tokens SET revoked_at = NULL, expires_at = now() WHERE id = $1', id),
    refused('owner deletes an access token', owner, 'DELETE FROM access_tokens WHERE id = $1', id),
    system('looks an access token up', 'SELECT token_hash FROM access_tokens WHERE id = $1'),
    system('writes an access token', 'UPDATE access_tokens SET last_used = now() WHERE id = $1'),
  ];
}
