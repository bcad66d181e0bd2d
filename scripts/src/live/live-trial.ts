import { setTimeout as sleep } from 'node:timers/promises';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ServiceUrls } from '@plat/shared/database/service';
import WebSocket from 'ws';
import { type LiveStage, liveStage, now } from './live-stage';

export interface LiveTrial {
  readonly subscribers: number;
  /** Who wait as well, and are deactivated one after the other while messages are sent. */
  readonly leavers: number;
  readonly messages: number;
  readonly perSecond: number;
}

/** In milliseconds. */
interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** From the moment in which a message's COMMIT is sent. */
export interface LiveFigures {
  /** Messages times those who stay. */
  readonly inputs: number;
  readonly missing: number;
  /** Subscribers to whom something came twice, or not in its place. */
  readonly disordered: number;
  /** Messages that came to somebody who was deactivated before they were sent. */
  readonly afterDeactivation: number;
  /** Subscriptions of such people that have not ended. */
  readonly notEnded: number;
  /** For which reasons subscriptions ended of people who stay; what is missing may be theirs. */
  readonly endedEarly: readonly string[];
  /** Until one subscriber has it; and until all have it. */
  readonly each: Times;
  readonly all: Times;
}

const QUERY = 'subscription ($id: ID!) { exchangeMessages(exchangeId: $id) { id seq content isDeleted createdAt sender { id } } }';
const WARM = 10;
const SETTLE_MS = 10_000;
const QUIET_MS = 1_000;

/** What somebody is told. */
interface Ear {
  readonly person: Viewer;
  readonly heard: { readonly content: string; readonly at: number }[];
  /** With what its subscription ended. */
  ended?: string;
}

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly exchangeMessages: { readonly content: string } | null } };
}

const timesOf = (of: readonly number[]): Times => {
  const sorted = [...of].sort((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

const contentOf = (n: number): string => `message ${n}`;

/** @param urls of an empty, provisioned database of exchanges */
export async function liveTrial(urls: ServiceUrls, { subscribers, leavers, messages, perSecond }: LiveTrial): Promise<LiveFigures> {
  const stage = await liveStage(urls, subscribers + leavers);
  const sockets: WebSocket[] = [];
  try {
    const ears = await Promise.all(stage.people.map((person) => subscribed(stage, person, sockets)));
    const [stay, leave] = [ears.slice(0, subscribers), ears.slice(subscribers)];
    await begun(stage, ears);
    for (const { heard } of ears) heard.length = 0;
    const commits: number[] = [];
    /** Of each who left, how many messages there were before. */
    const left = new Map<Ear, number>();
    const began = now();
    for (let n = 0; n < messages; n += 1) {
      await sleep(Math.max(0, began + (n * 1_000) / perSecond - now()));
      const leaver = leave[left.size];
      if (leaver && n >= ((left.size + 1) * messages) / (leavers + 1)) {
        await stage.deactivate(leaver.person);
        left.set(leaver, n);
      }
      commits.push(await stage.say(contentOf(n)));
    }
    const isSettled = () => stay.every(({ heard }) => heard.length >= messages) && leave.every(({ ended }) => ended);
    for (const end = now() + SETTLE_MS; now() < end && !isSettled(); ) await sleep(5);
    const notEnded = leave.filter(({ ended }) => !ended).length;
    const endedEarly = [...new Set(stay.flatMap(({ ended }) => (ended ? reasonOf(ended) : [])))];
    return { ...figures(commits, stay), endedEarly, afterDeactivation: afterwards(left), notEnded };
  } finally {
    for (const socket of sockets) socket.terminate();
    await stage.stop();
  }
}

/** Of a message of the protocol that ends a subscription: the same for all that end for the same reason. */
function reasonOf(ended: string): string {
  const { payload = [] } = JSON.parse(ended) as { payload?: readonly { message: string; extensions?: { code?: string } }[] };
  return payload.map(({ message, extensions }) => `${extensions?.code}: ${message}`).join(' ');
}

function figures(commits: readonly number[], ears: readonly Ear[]) {
  const arrivals = ears.map(({ heard }) => new Map(heard.map(({ content, at }) => [content, at])));
  const delays = commits.map((commit, n) => arrivals.flatMap((one) => (one.get(contentOf(n)) ?? Number.NaN) - commit));
  const come = delays.flat().filter((delay) => !Number.isNaN(delay));
  const all = delays.map((some) => Math.max(...some)).filter((delay) => !Number.isNaN(delay));
  const isInOrder = ({ heard }: Ear) => {
    const numbers = heard.map(({ content }) => Number(content.slice(contentOf(0).length - 1)));
    return numbers.every((number, n) => number > (numbers[n - 1] ?? -1));
  };
  const inputs = commits.length * ears.length;
  return {
    inputs,
    missing: inputs - come.length,
    disordered: ears.filter((one) => !isInOrder(one)).length,
    each: timesOf(come),
    all: timesOf(all),
  };
}

function afterwards(left: ReadonlyMap<Ear, number>): number {
  const wrong = [...left].flatMap(([{ heard }, before]) => {
    const known = new Set(Array.from({ length: before }, (_, n) => contentOf(n)));
    return heard.filter(({ content }) => !known.has(content));
  });
  return wrong.length;
}

/** Speaks until all have been told, and some more for what compiles on first use. @returns when nothing is on its way any more */
async function begun(stage: LiveStage, ears: readonly Ear[]): Promise<void> {
  for (let n = 0; n < WARM || ears.some(({ heard }) => heard.length === 0); n += 1) {
    if (n > 10 * WARM) throw new Error('Not all subscribers are told.');
    await stage.say(`warm ${n}`);
    await sleep(100);
  }
  const count = () => ears.reduce((sum, { heard }) => sum + heard.length, 0);
  for (let before = -1; count() !== before; await sleep(QUIET_MS)) before = count();
}

async function subscribed({ url, gatewayKey, exchangeId }: LiveStage, person: Viewer, sockets: WebSocket[]): Promise<Ear> {
  const token = await new IdentityIssuer('gateway', gatewayKey).mint(person, 'exchanges');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: { [IDENTITY_HEADER]: token } });
  sockets.push(socket);
  const ear: Ear = { person, heard: [] };
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('close', (code, reason) => reject(new Error(`A socket was closed with ${code}: ${reason}.`)));
    socket.once('error', reject);
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data)) as Message;
      if (type === 'connection_ack') {
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: QUERY, variables: { id: exchangeId } } }));
        resolve();
      } else if (type === 'next') ear.heard.push({ content: payload?.data?.exchangeMessages?.content ?? '', at: now() });
      else if (type === 'error') ear.ended = String(data);
    });
  });
  return ear;
}
