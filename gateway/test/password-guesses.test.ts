import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { Agent, request } from 'undici';
import type { TestStack } from './test-stack';

// Comparisons are counted, so what makes them is loaded after argon2 has its counter.
const argon2 = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
const verify = jest.fn(argon2.verify);
jest.doMock('@node-rs/argon2', () => ({ ...argon2, verify }));
const { startTestStack } = require('./test-stack') as typeof import('./test-stack');

/** Guesses of one account's password: the promise is made for a thousand. */
const GUESSES = sizeOfCheck({ small: 200, full: 1_000 });
const ADDRESSES = 20;
const SOCKETS = 50;
const A_REQUEST = 10;

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ overHttp: true });
}, 60_000);
afterAll(() => stack.stop());

/** Clients of twenty addresses of this machine, fifty connections in all. */
const agents = Array.from(
  { length: ADDRESSES },
  (_, n) => new Agent({ localAddress: `127.0.0.${n + 2}`, connections: Math.ceil(SOCKETS / ADDRESSES) }),
);
afterAll(() => Promise.all(agents.map((agent) => agent.close())));

const field = (email: string, n: number) => `a${n}: signIn(input: { email: "${email}", password: "guess ${n}" }) { accessToken }`;

/** The ways in which a client may pack guesses into requests. */
const WAYS: readonly ((email: string, numbers: readonly number[]) => string[])[] = [
  (email, numbers) => [`mutation { ${numbers.map((n) => field(email, n)).join(' ')} }`],
  (email, numbers) => [`mutation { ...Guesses } fragment Guesses on Mutation { ${numbers.map((n) => field(email, n)).join(' ')} }`],
  (email, numbers) => numbers.map((n) => `mutation { ${field(email, n)} }`),
  // The field after the guess fails, and what the guess wrote must not be rolled back with it.
  (email, numbers) => numbers.map((n) => `mutation { ${field(email, n)} updateProfile(input: { id: "none", username: "x" }) { id } }`),
];

const send = async (query: string, n: number): Promise<string> => {
  const { body } = await request(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    dispatcher: agents[n % ADDRESSES] as Agent,
  });
  return body.text();
};

describe('guessing a password by aliases, fragments, parallel sockets and failing mutations', () => {
  it('gets ten guesses compared, and no more', async () => {
    const victim = stack.demoUsers.find(({ role }) => role === 'CLIENT') as (typeof stack.demoUsers)[number];
    const attempts: string[] = [];
    for (let first = 0; first < GUESSES; first += A_REQUEST) {
      const numbers = Array.from({ length: Math.min(A_REQUEST, GUESSES - first) }, (_, n) => first + n);
      const way = WAYS[(first / A_REQUEST) % WAYS.length] as (typeof WAYS)[number];
      attempts.push(...way(victim.email, numbers));
    }
    const hash = await passwordHashOf(victim.email);
    verify.mockClear();
    const queue = attempts.entries();
    const answers: string[] = [];
    const socket = async () => {
      for (const [n, query] of queue) answers.push(await send(query, n));
    };
    await Promise.all(Array.from({ length: SOCKETS }, socket));
    const compared = verify.mock.calls.filter(([compared]) => compared === hash).length;
    const locked = await send(
      `mutation { signIn(input: { email: "${victim.email}", password: "${victim.password}" }) { accessToken } }`,
      0,
    );
    reportCheck('password guesses', { inputs: GUESSES, bad: Math.max(0, compared - 10), compared });
    expect(compared).toBe(10);
    expect(answers.filter((answer) => answer.includes('"accessToken":"'))).toEqual([]);
    expect(JSON.parse(locked)).toMatchObject({ data: { signIn: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }, 120_000);
});

const passwordHashOf = async (email: string): Promise<string> => {
  const [row] = await stack.lookInto('crm', 'SELECT password_hash FROM users WHERE email = $1', [email]);
  return row?.password_hash as string;
};
