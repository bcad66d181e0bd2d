import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { subscribeAs, type TestSubscription } from '@plat/shared/testing/subscribe-as';
import { aViewer } from '@plat/shared/testing/viewers';
import fc from 'fast-check';
import type { Exchange } from '../src/exchange/exchange.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

/** The oracle's own: what each role may at most, by first letters. */
const AT_MOST = { CLIENT: 'VMUG', COORDINATOR: 'VMUG', THIRD_PARTY: 'VM', AGENCY: 'VMUG' } as const;
type Role = keyof typeof AT_MOST;
const RIGHT = { V: 'VIEW', M: 'MESSAGE', U: 'UPLOAD', G: 'MANAGE' } as const;
type Letter = keyof typeof RIGHT;

/** One part of the person, as the oracle knows it. */
interface Part {
  id: string;
  letters: Letter[];
  active: boolean;
}
type Parts = Partial<Record<Role, Part>>;

interface Step {
  readonly do: 'join' | 'permit' | 'leave' | 'return';
  readonly role: Role;
  readonly letters: Letter[];
}
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('join', 'join', 'permit', 'leave', 'return'),
  role: fc.constantFrom(...(Object.keys(AT_MOST) as Role[])),
  letters: fc.subarray<Letter>(['V', 'M', 'U', 'G']),
});

const ADMIN = aViewer('ADMIN');
const codeOf = async (as: Viewer, query: string, variables: Record<string, unknown>) =>
  (await service.ask(as, query, variables)).errors?.[0]?.extensions?.code ?? 'done';

/** Does it through the API as an administrator. @returns the code that must have come, and the one that came */
async function carryOut({ do: what, role, letters }: Step, parts: Parts, exchange: Exchange, person: Viewer): Promise<[string, unknown]> {
  const own = parts[role];
  const isBeyond = letters.some((letter) => !AT_MOST[role].includes(letter));
  const permissions = letters.map((letter) => RIGHT[letter]);
  if (what === 'join') {
    const input = { exchangeId: exchange.id, contactId: person.contactId, role, permissions };
    const { data, errors } = await service.ask(
      ADMIN,
      'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id } }',
      { input },
    );
    if (!errors) parts[role] = { id: data.addExchangeParticipant.id, letters, active: true };
    return [isBeyond ? 'BAD_USER_INPUT' : own ? 'CONFLICT' : 'done', errors?.[0]?.extensions?.code ?? 'done'];
  }
  if (!own) return ['done', 'done'];
  const changes = what === 'permit' ? { permissions } : { isActive: what === 'return' };
  const came = await codeOf(
    ADMIN,
    'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { id } }',
    { input: { id: own.id, ...changes } },
  );
  if (came === 'done') Object.assign(own, what === 'permit' ? { letters } : { active: what === 'return' });
  return [what === 'permit' && isBeyond ? 'BAD_USER_INPUT' : 'done', came];
}

const SAY = 'mutation ($input: SendExchangeMessageInput!) { sendExchangeMessage(input: $input) { id } }';
const NEWS = `subscription ($id: ID!) { exchangeMessages(exchangeId: $id) { content } }`;

/** Somebody who waits for what is said, and tries again whenever the wait was refused or has ended. */
class Ear {
  private open: TestSubscription | undefined;
  private said = 0;

  constructor(
    private readonly exchange: Exchange,
    private readonly person: Viewer,
  ) {}

  /** Says something. @returns by the wait that was open before and by a new one: what was heard since, or why it is over */
  async hear(): Promise<{ before: unknown; anew: unknown }> {
    const content = `message ${++this.said}`;
    const anew = await subscribeAs(service, this.person, NEWS, { id: this.exchange.id });
    const { open: before } = this;
    const known = before?.answers.length ?? 0;
    expect(await codeOf(ADMIN, SAY, { input: { exchangeId: this.exchange.id, content } })).toBe('done');
    const heard = { before: before && (await heardOf(before, known)), anew: await heardOf(anew, 0) };
    await before?.stop();
    this.open = heard.anew === 'NOT_FOUND' ? undefined : anew;
    return heard;
  }

  /** What a wait must have come to. */
  predicted(hasWaited: boolean, sees: boolean) {
    const must = sees ? [`message ${this.said}`] : 'NOT_FOUND';
    return { before: hasWaited ? must : undefined, anew: must };
  }

  get isOpen(): boolean {
    return this.open !== undefined;
  }

  async stop(): Promise<void> {
    await this.open?.stop();
  }
}

async function heardOf(one: TestSubscription, known: number): Promise<unknown> {
  await Promise.race([one.received(known + 1).catch(() => undefined), one.over]);
  const since = one.answers.slice(known).map(({ data }) => data.exchangeMessages.content);
  return since.length ? since : (await one.over).errors?.[0]?.extensions?.code;
}

/** What the person must get now, by the oracle. */
function predicted(parts: Parts) {
  const active = (Object.entries(parts) as [Role, Part][]).filter(([, { active }]) => active);
  const has = (letter: Letter, role?: Role) =>
    active.some(([own, { letters }]) => (role === undefined || own === role) && letters.includes(letter) && AT_MOST[own].includes(letter));
  const sees = has('V');
  const write = (may: boolean) => (sees ? (may ? 'done' : 'FORBIDDEN') : 'NOT_FOUND');
  return {
    reads: [sees, sees, sees, sees],
    office: sees ? has('V', 'COORDINATOR') : null,
    task: write(has('G')),
    exchange: write(has('G', 'COORDINATOR')),
  };
}

const READ = `query ($id: ID!, $task: ID!, $refs: [_Any!]!) { exchange(id: $id) { ppMatterId tasks { totalCount } } exchangeTask(id: $task) { id }
  _entities(representations: $refs) { ... on Exchange { name } ... on ExchangeTask { title } } }`;

/** What the person gets now, by queries, references and mutations. */
async function observed(person: Viewer, exchange: Exchange, task: { id: string }) {
  const refs = [
    { __typename: 'Exchange', id: exchange.id },
    { __typename: 'ExchangeTask', id: task.id },
  ];
  const { data } = await service.ask(person, READ, { id: exchange.id, task: task.id, refs });
  const [byId, byTask] = data._entities;
  return {
    reads: [data.exchange, data.exchangeTask, byId, byTask].map((one) => one !== null),
    office: data.exchange && data.exchange.ppMatterId !== null,
    task: await codeOf(person, 'mutation ($input: UpdateExchangeTaskInput!) { updateExchangeTask(input: $input) { id } }', {
      input: { id: task.id, description: 'Edited' },
    }),
    exchange: await codeOf(person, 'mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { id } }', {
      input: { id: exchange.id, name: 'Edited' },
    }),
  };
}

describe('access over the history of a participation', () => {
  it('is what an independent reading of the rules says, after each step', async () => {
    let [inputs, bad] = [0, 0];
    const numRuns = sizeOfCheck({ small: 8, full: 120 });
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
          const { exchange } = await service.staffed({ ppMatterId: aViewer().userId });
          const [person, task, parts] = [aViewer('COORDINATOR'), await service.task(exchange), {} as Parts];
          const ear = new Ear(exchange, person);
          for (const one of steps) {
            const [must, came] = await carryOut(one, parts, exchange, person);
            bad += 1; // until it is seen to be as it must
            expect(came).toBe(must);
            expect(await observed(person, exchange, task)).toEqual(predicted(parts));
            const hasWaited = ear.isOpen;
            expect(await ear.hear()).toEqual(ear.predicted(hasWaited, predicted(parts).reads[0] as boolean));
            bad -= 1;
            inputs += 1;
          }
          await ear.stop();
        }),
        { numRuns },
      );
    } finally {
      reportCheck('access over histories of participations', { inputs, bad });
    }
  }, 300_000);
});
