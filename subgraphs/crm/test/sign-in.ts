import { createHash } from 'node:crypto';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { NOBODY } from '@plat/shared/access/viewer';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import type { User } from '../src/user/user.entity';
import type { TestCrm } from './crm.factory';

export const PASSWORD = 'correct horse battery';

const SIGN_IN =
  'mutation ($email: EmailAddress!, $password: String!) { signIn(input: { email: $email, password: $password }) { accessToken refreshToken expiresAt user { id email } } }';

/** Signs in from somewhere, as nobody yet. */
export async function signIn(crm: TestCrm, email: string, password = PASSWORD, origin: Partial<RequestOrigin> = {}): Promise<TestAnswer> {
  const token = await new IdentityIssuer('gateway', crm.keys.gateway).mint(NOBODY, 'crm');
  return crm.subgraph.answer({ query: SIGN_IN, variables: { email, password } }, token, {
    requestId: 'sign-in',
    ...origin,
  }) as Promise<TestAnswer>;
}

/** The rows of a table that belong to a user. */
export const rowsOf = (crm: TestCrm, table: string, { id }: User, column = 'user_id') =>
  crm.given((db) => db.query(`SELECT * FROM ${table} WHERE ${column} = $1`, [id]));

export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
