import { setTimeout as sleep } from 'node:timers/promises';
import { revoke } from '@plat/crm/revocation/revoke';
import { DEMO_ACCOUNTS } from '@plat/crm/seed';
import type { ServiceName } from '@plat/shared/database/service';
import { aPerson, ask, inCrm, type Person, signIn } from './person';
import type { AttackedStack } from './stack';

type Event = (stack: AttackedStack, person: Person, admin: string) => Promise<unknown>;

const decide = (stack: AttackedStack, admin: string, mutation: string, type: string, input: object) =>
  ask(stack, `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`, { input }, admin);

/** What ends the tokens of somebody. */
export const EVENTS: Readonly<Record<string, Event>> = {
  'sign-out': (stack, { token }) => ask(stack, 'mutation { signOut { id } }', {}, token),
  'role change': (stack, { id }, admin) => decide(stack, admin, 'setUserRole', 'SetUserRoleInput', { id, role: 'AGENT' }),
  lock: async (stack, { id, email }) => {
    await inCrm(stack, (db) => db.query('UPDATE users SET login_attempts = 9 WHERE id = $1', [id]));
    await signIn(stack, email, 'a wrong password').catch(() => undefined);
  },
  deactivation: (stack, { id }, admin) => decide(stack, admin, 'setUserActive', 'SetUserActiveInput', { id, isActive: false }),
  'permission change': (stack, { roleId }, admin) =>
    decide(stack, admin, 'setRolePermissions', 'SetRolePermissionsInput', { id: roleId, permissions: ['task:read'] }),
  'password change': (stack, { id }) =>
    inCrm(stack, async (db) => {
      await db.query(`UPDATE users SET password_hash = 'changed' WHERE id = $1`, [id]);
      await revoke(db, 'USER', id);
    }),
};

/** One way in, once the rights behind it are gone. */
export interface Trial {
  readonly name: string;
  /** Milliseconds until it was shut. */
  readonly ms: number;
  /** What is wrong, if anything is. */
  readonly fault?: string;
}

const GIVE_UP_MS = 10_000;

/** Asks until it is refused, and if wanted once more when the time that we promise is over. */
async function untilRefused(name: string, probe: () => ReturnType<Person['past']>, promiseMs: number | undefined): Promise<Trial> {
  const began = performance.now();
  for (let verdict = await probe(); verdict !== 'refused'; verdict = await probe()) {
    if (performance.now() - began > GIVE_UP_MS) return { name, ms: GIVE_UP_MS, fault: `is still ${verdict}` };
    await sleep(5);
  }
  const ms = performance.now() - began;
  if (promiseMs === undefined) return { name, ms };
  await sleep(Math.max(0, promiseMs - ms));
  const late = await probe();
  return { name, ms, ...((late !== 'refused' || ms > promiseMs) && { fault: `is ${late} after ${promiseMs} ms` }) };
}

/**
 * Takes somebody's rights back, and asks a service through the gateway and past it with what was issued before.
 * @param wasSeen whether gateway and service have let the tokens in before @param promiseMs after which none may be let in
 */
export async function tryRevocation(
  stack: AttackedStack,
  { event, service, wasSeen, promiseMs }: { event: string; service: ServiceName; wasSeen: boolean; promiseMs?: number },
): Promise<Trial[]> {
  const name = `${event}, ${service}, ${wasSeen ? 'seen before' : 'not seen before'}`;
  const boss = DEMO_ACCOUNTS.find(({ role }) => role === 'ADMIN') as (typeof DEMO_ACCOUNTS)[number];
  const [person, admin] = [await aPerson(stack), await signIn(stack, boss.email, boss.password)];
  if (wasSeen) {
    const before = [await person.through(service), await person.past(service)];
    if (before.some((verdict) => verdict !== 'accepted')) return [{ name, ms: 0, fault: `was ${before} before` }];
  }
  await (EVENTS[event] as Event)(stack, person, admin);
  return Promise.all([
    untilRefused(`${name}, through the gateway`, () => person.through(service), promiseMs),
    untilRefused(`${name}, past the gateway`, () => person.past(service), promiseMs),
  ]);
}
