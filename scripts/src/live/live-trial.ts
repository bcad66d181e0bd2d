import { setTimeout as sleep } from 'node:timers/promises';
import { IDENTITY_HEADER, IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ServiceUrls } from '@plat/shared/database/service';
import WebSocket from 'ws';
import { type LiveStage, liveStage, now } from './live-stage';

export interface LiveTrial {
  readonly subscribers: number;
  readonly changes: number;
  readonly perSecond: number;
}

/** In milliseconds. */
interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** From the moment in which a change's COMMIT is sent. */
export interface LiveFigures {
  readonly inputs: number;
  readonly missing: number;
  /** What came twice, or not in its place. */
  readonly disordered: number;
  /** Until one subscriber has it; and until all have it. */
  readonly each: Times;
  readonly all: Times;
}

const QUERY = 'subscription ($id: ID!) { exchangeChanged(exchangeId: $id) { id name workflowStage exchangeDeadline } }';
const WARM = 10;
const SETTLE_MS = 10_000;
const QUIET_MS = 1_000;

interface Arrival {
  readonly name: string;
  readonly at: number;
}

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly exchangeChanged: { readonly name: string } | null } };
}

const timesOf = (of: readonly number[]): Times => {
  const sorted = [...of].sort((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

/** @param urls of an empty, provisioned database of exchanges */
export async function liveTrial(urls: ServiceUrls, { subscribers, changes, perSecond }: LiveTrial): Promise<LiveFigures> {
  const stage = await liveStage(urls, subscribers);
  const sockets: WebSocket[] = [];
  try {
    const arrivals = await Promise.all(stage.people.map((person) => subscribed(stage, person, sockets)));
    const settled = async (count: number) => {
      for (const end = now() + SETTLE_MS; now() < end && arrivals.some(({ length }) => length < count); ) await sleep(5);
    };
    await begun(stage, arrivals);
    for (const of of arrivals) of.length = 0;
    const commits: number[] = [];
    const began = now();
    for (let n = 0; n < changes; n += 1) {
      await sleep(Math.max(0, began + (n * 1_000) / perSecond - now()));
      commits.push(await stage.change(`change ${n}`));
    }
    await settled(changes);
    return figures(commits, arrivals);
  } finally {
    for (const socket of sockets) socket.terminate();
    await stage.stop();
  }
}

/** The answer to the n-th change is the n-th that comes; what it shows may be a later change already, and never an earlier one. */
function figures(commits: readonly number[], arrivals: readonly (readonly Arrival[])[]): LiveFigures {
  const each = arrivals.flatMap((some) => some.map(({ at }, n) => at - (commits[n] ?? at)));
  const all = commits.flatMap((commit, n) => {
    const last = Math.max(...arrivals.map((some) => some[n]?.at ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(last) ? [last - commit] : [];
  });
  const numbers = (some: readonly Arrival[]) => some.map(({ name }) => Number(name.slice('change '.length)));
  const isInOrder = (some: readonly number[]) => some.every((number, n) => number >= n && number >= (some[n - 1] ?? 0));
  const disordered = arrivals.filter((some) => some.length > commits.length || !isInOrder(numbers(some))).length;
  const inputs = commits.length * arrivals.length;
  return { inputs, missing: Math.max(0, inputs - each.length), disordered, each: timesOf(each), all: timesOf(all) };
}

/** Changes it until all have been told, and some more for what compiles on first use. @returns when nothing is on its way any more */
async function begun(stage: LiveStage, arrivals: readonly (readonly Arrival[])[]): Promise<void> {
  for (let n = 0; n < WARM || arrivals.some(({ length }) => length === 0); n += 1) {
    if (n > 10 * WARM) throw new Error('Not all subscribers are told.');
    await stage.change(`warm ${n}`);
    await sleep(100);
  }
  const count = () => arrivals.reduce((sum, { length }) => sum + length, 0);
  for (let before = -1; count() !== before; await sleep(QUIET_MS)) before = count();
}

/** @returns what this subscriber is told, as it comes */
async function subscribed({ url, gatewayKey, exchangeId }: LiveStage, person: Viewer, sockets: WebSocket[]): Promise<Arrival[]> {
  const token = await new IdentityIssuer('gateway', gatewayKey).mint(person, 'exchanges');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: { [IDENTITY_HEADER]: token } });
  sockets.push(socket);
  const arrivals: Arrival[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('close', (code, reason) => reject(new Error(`A socket was closed with ${code}: ${reason}.`)));
    socket.once('error', reject);
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data)) as Message;
      if (type === 'connection_ack') {
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: QUERY, variables: { id: exchangeId } } }));
        resolve();
      } else if (type === 'next') arrivals.push({ name: payload?.data?.exchangeChanged?.name ?? '', at: now() });
      else if (type === 'error') reject(new Error(`A subscription ended: ${String(data)}`));
    });
  });
  return arrivals;
}
