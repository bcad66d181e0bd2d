import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredBreak } from './breaking';
import type { Graph } from './compose';

const ROOT = join(__dirname, '../../..');
export const SUPERGRAPH = 'gateway/supergraph.graphql';
/** The API as it was last published; breaking changes are measured against it. */
export const API = 'gateway/api.graphql';
export const BREAKING = 'gateway/breaking-changes.json';

const read = (file: string): string | undefined => {
  const path = join(ROOT, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

/** Every generated file of the graph with what it should hold. */
export const filesOf = ({ subgraphs, supergraph, api }: Graph): Readonly<Record<string, string>> => ({
  ...subgraphs,
  [SUPERGRAPH]: supergraph,
  [API]: api,
});

/** The files that do not hold what the code makes of them. */
export const staleFiles = (graph: Graph): string[] =>
  Object.entries(filesOf(graph))
    .filter(([file, text]) => read(file) !== text)
    .map(([file]) => file);

export const writeFiles = (graph: Graph): void => {
  for (const [file, text] of Object.entries(filesOf(graph))) writeFileSync(join(ROOT, file), text);
};

export const publishedApi = (): string | undefined => read(API);

export const declaredBreaks = (): DeclaredBreak[] => JSON.parse(read(BREAKING) ?? '[]') as DeclaredBreak[];
