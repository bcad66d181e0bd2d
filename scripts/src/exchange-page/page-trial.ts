import { type TrialGround, trialEnvironments } from '../processes/installation';
import { type Living, Stage } from '../processes/stage';
import { type Asker, askerOf } from './asker';
import { type Cost, costOf, ofRequests } from './cost';
import { type LoadedExchange, loadOffice, type Office, type OfficeSize } from './office';
import { OVERVIEW, PAGE } from './page-queries';

export interface PageTrial extends OfficeSize {
  /** How often each question is asked for the times. */
  readonly requests: number;
  /** Who lives in this process; nobody unless given. */
  readonly here?: Living;
}

/** In milliseconds. */
interface Times {
  readonly median: number;
  readonly p95: number;
}

/** The services that a page is made of. */
const PARTS = ['crm', 'documents', 'exchanges'] as const;
type Part = (typeof PARTS)[number];
type Counts = Readonly<Record<Part, number>>;

export interface PageFigures {
  readonly rows: Office['rows'];
  readonly page: Times;
  readonly overview: { readonly coordinator: Times; readonly administrator: Times };
  /** What the largest page costs each service, and the overviews exchanges. */
  readonly cost: Readonly<Record<Part, Cost>>;
  readonly overviewCost: { readonly coordinator: Cost; readonly administrator: Cost };
  /** Statements for a page by what is in it, `5 messages, 10 participants`: the same, but that nobody else needs no names. */
  readonly statements: Readonly<Record<string, Counts>>;
  /** What is in the pages that were compared. */
  readonly seen: Readonly<Record<string, Shown>>;
}

/** How much of each kind a page shows. */
export interface Shown {
  readonly participants: number;
  readonly messages: number;
  readonly tasks: number;
  readonly documents: number;
  readonly deadlines: number;
  readonly unread: number;
  /** People whose names are missing. */
  readonly nameless: number;
}

const WARM = 100;

/**
 * Loads an office, starts the services and the gateway, a process each, and asks for the pages of exchanges as somebody
 * who coordinates them.
 * @param ground of which the databases of crm, documents and exchanges are used, all of them empty
 */
export async function tryPages(ground: TrialGround, { requests, here = {}, ...size }: PageTrial): Promise<PageFigures> {
  const { urls } = ground;
  const office = await loadOffice(urls, size);
  const environments = await trialEnvironments(ground, { RUN_JOBS: 'off' });
  const mortal = [...PARTS, 'gateway' as const].filter((actor) => !(actor in here));
  const stage = await Stage.start(environments, { mortal, deaths: [], here, isWatched: true });
  try {
    const coordinator = await askerOf(stage.url, office.coordinator);
    const administrator = await askerOf(stage.url, office.administrator);
    const pageOf = ({ id }: LoadedExchange) => coordinator.ask<{ exchange: Page }>(PAGE, { id });
    const nth = (n: number) => office.own[n % office.own.length] as LoadedExchange;
    for (let n = 0; n < Math.min(WARM, requests); n += 1) await pageOf(nth(n));

    const compared = comparedPages(office.own);
    const statements: Record<string, Counts> = {};
    const seen: Record<string, Shown> = {};
    let cost = {} as Record<Part, Cost>;
    for (const [name, exchange] of Object.entries(compared)) {
      const sent = await stage.statementsOf(PARTS, async () => {
        seen[name] = shown((await pageOf(exchange)).exchange);
      });
      statements[name] = eachPart((part) => ofRequests(sent[part]).length);
      cost = Object.fromEntries(await Promise.all(PARTS.map(async (part) => [part, await costOf(urls[part], sent[part])]))) as typeof cost;
    }
    const overviewOf = (asker: Asker) => asker.ask(OVERVIEW);
    const overviewCost = async (asker: Asker) => {
      const sent = await stage.statementsOf(PARTS, () => overviewOf(asker));
      return costOf(urls.exchanges, sent.exchanges);
    };
    return {
      rows: office.rows,
      page: await timesOf(requests, (n) => pageOf(nth(n))),
      overview: {
        coordinator: await timesOf(requests / 4, () => overviewOf(coordinator)),
        administrator: await timesOf(requests / 4, () => overviewOf(administrator)),
      },
      cost,
      overviewCost: { coordinator: await overviewCost(coordinator), administrator: await overviewCost(administrator) },
      statements,
      seen,
    };
  } finally {
    await stage.stop();
  }
}

/** Whether a page with more in it costs more statements. */
export const statementsFollowRows = ({ statements }: Pick<PageFigures, 'statements'>): boolean =>
  new Set(Object.values(statements).map((counts) => JSON.stringify(counts))).size > 1;

const eachPart = <T>(value: (part: Part) => T) => Object.fromEntries(PARTS.map((part) => [part, value(part)])) as Record<Part, T>;

/** The smallest and the largest there are, by messages and by participants; the largest of both last. */
function comparedPages(own: readonly LoadedExchange[]): Record<string, LoadedExchange> {
  const one = (messages: (of: number) => boolean, participants: number) => {
    const found = own.find((exchange) => messages(exchange.messages) && exchange.participants === participants);
    if (!found) throw new Error(`There is no exchange with ${participants} participants to compare; load more.`);
    return [`${found.messages} messages, ${found.participants} participants`, found] as const;
  };
  const [few, many] = [(of: number) => of === 5, (of: number) => of > 50];
  return Object.fromEntries([one(few, 1), one(many, 1), one(few, 2), one(many, 2), one(few, 10), one(many, 10)]);
}

/** One after another, as one person asks. */
async function timesOf(times: number, ask: (n: number) => Promise<unknown>): Promise<Times> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await ask(n);
    took.push(performance.now() - began);
  }
  const sorted = took.sort((a, b) => a - b);
  const at = (part: number) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;
  return { median: at(0.5), p95: at(0.95) };
}

interface Named {
  readonly lastName: string | null;
}
interface List<T> {
  readonly edges: readonly { readonly node: T }[];
}
interface Page {
  readonly unreadCount: number;
  readonly deadlines: readonly { readonly daysLeft: number | null }[];
  readonly participants: List<{ readonly contact: Named | null }>;
  readonly messages: List<{ readonly isSystemMessage: boolean; readonly sender: Named | null }>;
  readonly tasks: List<{ readonly assignedTo: Named | null }>;
  readonly documents: List<unknown>;
}

function shown({ unreadCount, deadlines, participants, messages, tasks, documents }: Page): Shown {
  const people = [
    ...participants.edges.map(({ node }) => node.contact),
    ...messages.edges.flatMap(({ node }) => (node.isSystemMessage ? [] : [node.sender])),
    ...tasks.edges.map(({ node }) => node.assignedTo),
  ];
  return {
    participants: participants.edges.length,
    messages: messages.edges.length,
    tasks: tasks.edges.length,
    documents: documents.edges.length,
    deadlines: deadlines.filter(({ daysLeft }) => daysLeft !== null).length,
    unread: unreadCount,
    nameless: people.filter((person) => !person?.lastName).length,
  };
}
