import { randomUUID } from 'node:crypto';
import type { CrmContext } from '@plat/crm/context';
import { hashPassword } from '@plat/crm/session/password';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Permission, RoleName } from '@plat/shared/access/permissions';
import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import type { ServiceName } from '@plat/shared/database/service';
import type { AsSystem } from '@plat/shared/database/system-database';
import { Events } from '@plat/shared/events/events';
import type { AttackedStack } from './stack';

export const PASSWORD = 'a password of nobody in particular';
let hash: Promise<string> | undefined;

/** What all five services answer to whoever is signed in. */
const QUESTIONS: Readonly<Record<ServiceName, string>> = {
  crm: '{ me { id } }',
  documents: '{ documents(first: 1) { totalCount } }',
  sync: '{ platformLinks(first: 1) { totalCount } }',
  builds: '{ builds(first: 1) { totalCount } }',
  exchanges: '{ exchanges(first: 1) { totalCount } }',
};

interface Answer {
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export type Verdict = 'accepted' | 'refused' | 'neither';

const verdictOf = ({ errors }: Answer): Verdict =>
  !errors ? 'accepted' : errors.every(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ? 'refused' : 'neither';

const post = async (base: string, headers: Readonly<Record<string, string>>, query: string, variables: object = {}): Promise<Answer> => {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
};

/** Work in crm's database as crm itself, and on record as everything that changes there. */
export const inCrm = <T>({ subgraphs }: AttackedStack, work: Parameters<AsSystem>[0]): Promise<T> =>
  subgraphs.crm.work(NOBODY, ({ scope }: CrmContext) =>
    scope.asSystem(async (db) => {
      const result = await work(db);
      await new Events({ ...scope, db }).recordOf('trial.prepared', { type: 'Trial', id: randomUUID() }, {});
      return result;
    }),
  ) as Promise<T>;

/** An operation through the gateway. @throws Error when it is not answered as it should */
export async function ask(stack: AttackedStack, query: string, variables: object, token?: string): Promise<NonNullable<Answer['data']>> {
  const { data, errors } = await post(stack.url, token ? { authorization: `Bearer ${token}` } : {}, query, variables);
  if (errors || !data) throw new Error(`The check itself failed: ${JSON.stringify(errors)}`);
  return data;
}

export async function signIn(stack: AttackedStack, email: string, password = PASSWORD): Promise<string> {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
  return (await ask(stack, query, { input: { email, password } })).signIn?.accessToken as string;
}

/** Somebody who is signed in, with a role that only they have. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly roleId: string;
  /** Asks a service through the gateway. */
  through(service: ServiceName): Promise<Verdict>;
  /** Asks a service past the gateway, as the gateway would. */
  past(service: ServiceName): Promise<Verdict>;
}

export async function aPerson(stack: AttackedStack): Promise<Person> {
  hash ??= hashPassword(PASSWORD);
  const [id, roleId, passwordHash] = [randomUUID(), randomUUID(), await hash];
  const email = `${id}@example.com`;
  await inCrm(stack, async (db) => {
    await db.query('INSERT INTO users (id, username, email, password_hash) VALUES ($1, $2, $2, $3)', [id, email, passwordHash]);
    await db.query('INSERT INTO email_verifications (user_id, email, verified_at) VALUES ($1, $2, now())', [id, email]);
    await db.query('INSERT INTO roles (id, name) VALUES ($1, $2)', [roleId, roleId]);
    await db.query('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [id, roleId]);
  });
  const token = await signIn(stack, email);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as {
    readonly sid: string;
    readonly role: RoleName;
    readonly permissions: Permission[];
    readonly rev: number;
  };
  const viewer = new Viewer({ userId: id, sessionId: claims.sid, role: claims.role, permissions: claims.permissions, asOf: claims.rev });
  const issuer = new IdentityIssuer('gateway', stack.keys.gateway);
  return {
    id,
    email,
    token,
    roleId,
    through: async (service) => verdictOf(await post(stack.url, { authorization: `Bearer ${token}` }, QUESTIONS[service])),
    past: async (service) =>
      verdictOf(await post(stack.serviceUrls[service], { [IDENTITY_HEADER]: await issuer.mint(viewer, service) }, QUESTIONS[service])),
  };
}
