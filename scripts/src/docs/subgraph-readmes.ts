import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { matches, patternsOf } from '@plat/shared/events/subscriptions';

const ROOT = join(__dirname, '../../..');
const MAX_LINES = 60;

/** A type of event that is recorded where it is named. */
const RECORDED = /\b(?:record|recordOf|recordAll)\(\s*'([a-z_]+\.[a-z_]+)'/g;
/** Any type that is named in the code, to be recorded elsewhere. */
const NAMED = /'([a-z_]+\.[a-z_]+)'/g;
/** Verbs that are put to a noun when something is deleted; see removal.ts. */
const OF_REMOVAL = /\.(deleted|detached|trashed)$/;

/**
 * The names in a row of a README: `` `lead.created` ``, and in groups `` `lead.` and `client.` `created`, `updated` ``.
 * @param row the cells of a table's row, and of the rows below it that have no name of their own
 */
export function namesIn(row: string): string[] {
  const names: string[] = [];
  let nouns: string[] = [];
  let isAfterNoun = false;
  for (const [, token = ''] of row.matchAll(/`([a-z_]+\.(?:[a-z_]+|\*)?|[a-z_]+|\*)`/g)) {
    const isNoun = token.endsWith('.');
    if (isNoun) nouns = isAfterNoun ? [...nouns, token] : [token];
    else if (token.includes('.') || token === '*') names.push(token);
    else names.push(...nouns.map((noun) => `${noun}${token}`));
    isAfterNoun = isNoun;
  }
  return names;
}

/** The row of this name, with those below it that have none. */
export function rowOf(readme: string, name: string): string {
  const lines = readme.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${name} |`));
  if (first < 0) return '';
  const next = lines.findIndex((line, at) => at > first && !line.startsWith('| | '));
  return lines.slice(first, next).join('\n');
}

/** Types of events in the code of a service. */
interface Told {
  readonly recorded: ReadonlySet<string>;
  readonly named: ReadonlySet<string>;
}

function toldBy(service: ServiceName): Told {
  const folder = join(ROOT, 'subgraphs', service, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const found = (form: RegExp) => new Set([...code.matchAll(form)].map(([, type = '']) => type));
  return { recorded: found(RECORDED), named: found(NAMED) };
}

/** What the README of a service says of its events that the code does not, or the other way round; and whether it is short. */
export function faultsOfReadme(service: ServiceName, readme: string, { recorded, named }: Told): string[] {
  const lines = readme.trimEnd().split('\n').length;
  const said = new Set(namesIn(rowOf(readme, 'events out')));
  const isTold = (type: string) => named.has(type) || OF_REMOVAL.test(type) || type.startsWith('parked_event.');
  const heard = namesIn(rowOf(readme, 'events in'));
  const patterns = patternsOf(service);
  const isHeard = (type: string) => heard.some((pattern) => matches(pattern, type));
  return [
    ...(lines > MAX_LINES ? [`has ${lines} lines, more than ${MAX_LINES}`] : []),
    ...['events out', 'events in'].filter((name) => readme.split(`\n| ${name} |`).length > 2).map((name) => `has the row "${name}" twice`),
    ...[...recorded].filter((type) => !said.has(type)).map((type) => `does not name the event ${type}`),
    ...[...said].filter((type) => !isTold(type)).map((type) => `names the event ${type}, which nobody records`),
    ...patterns.filter((pattern) => !isHeard(pattern)).map((pattern) => `does not say that it hears ${pattern}`),
    ...heard.filter((pattern) => !patterns.some((one) => matches(one, pattern))).map((pattern) => `hears nothing of ${pattern}`),
  ].map((fault) => `subgraphs/${service}/README.md ${fault}.`);
}

/** The faults of all services' READMEs. */
export const readmeFaults = (): string[] =>
  SERVICES.flatMap((service) =>
    faultsOfReadme(service, readFileSync(join(ROOT, 'subgraphs', service, 'README.md'), 'utf8'), toldBy(service)),
  );
