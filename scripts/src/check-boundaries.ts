import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

const ROOT = join(__dirname, '../..');
const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

/** One file and one thing that it imports. */
interface Import {
  readonly file: string;
  readonly from: string;
  readonly isType: boolean;
}

/** What a file may not import, and what to do instead. `file` and `from` are tested together. */
interface Rule {
  readonly file: RegExp;
  readonly from: RegExp;
  /** Types vanish in the build, so that some layers may name what they may not use. */
  readonly typesToo: boolean;
  readonly say: string;
}

const RULES: readonly Rule[] = [
  { file: /^shared\//, from: /^@plat\/(?!shared)/, typesToo: true, say: 'shared imports no workspace' },
  {
    file: /^subgraphs\//,
    from: /^@plat\/(?!shared)/,
    typesToo: true,
    say: 'a subgraph imports shared alone; another service is reached through the graph and its events',
  },
  {
    file: /^gateway\/src\//,
    from: /^@plat\/(?!shared)/,
    typesToo: true,
    say: 'the gateway imports shared alone; it knows the services by the supergraph',
  },
  {
    file: /^(subgraphs|gateway|scripts)\/src\//,
    from: /^@plat\/shared\/testing\//,
    typesToo: true,
    say: 'what ships does not import the test kit',
  },
  {
    file: /\.(entity|input|stub)\.ts$/,
    from: /^(?!type-graphql$|typeorm$|\.{1,2}\/|@plat\/shared\/(graphql|database)\/)/,
    typesToo: false,
    say: 'entities, inputs and stubs describe shapes: type-graphql, typeorm, shared shapes',
  },
  { file: /\.(input|stub)\.ts$/, from: /^typeorm$/, typesToo: true, say: 'only entities know columns' },
  {
    file: /\.policy\.ts$/,
    from: /^(?!@plat\/shared\/(access|errors)\/|\.{1,2}\/.*\.policy$)/,
    typesToo: false,
    say: 'a policy is pure: values from shared/access, shared/errors and other policies, types from anywhere',
  },
  {
    file: /\.(reference|resolver)\.ts$/,
    from: /^(typeorm|node:process)$/,
    typesToo: true,
    say: 'resolvers translate; services and loaders read and write',
  },
  {
    file: /\.(reference|resolver)\.ts$/,
    from: /\.(service|loader|policy)$|\/context$/,
    typesToo: false,
    say: 'a resolver gets services and loaders from its context',
  },
  {
    file: /\.(service|loader)\.ts$/,
    from: /\.(resolver|reference)$|\/(context|schema)$/,
    typesToo: true,
    say: 'services and loaders know nothing of resolvers and of their assembly',
  },
];

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.split(sep).some((part) => part === 'node_modules' || part === 'dist'))
    .map((name) =>
      relative(ROOT, join(ROOT, folder, name))
        .split(sep)
        .join('/'),
    );

const importsOf = (file: string): Import[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT)].map(([, type, from]) => ({
    file,
    from: from as string,
    isType: type !== undefined,
  }));

/** Another noun of the same subgraph is reached through its service or loader, never through its policy. */
const foreignPolicy = ({ file, from }: Import): boolean =>
  /\.(service|loader)\.ts$/.test(file) && from.endsWith('.policy') && basename(from).split('.')[0] !== basename(file).split('.')[0];

/** Every import that crosses a boundary, as a sentence. */
export function crossings(files: readonly string[] = ['shared/src', 'gateway/src', 'subgraphs', 'scripts/src'].flatMap(sources)): string[] {
  return files
    .filter((file) => !/\.test\.ts$|\/test\//.test(file))
    .flatMap(importsOf)
    .flatMap((one) => {
      const broken = RULES.filter(
        ({ file, from, typesToo }) => file.test(one.file) && from.test(one.from) && (typesToo || !one.isType),
      ).map(({ say }) => say);
      if (foreignPolicy(one)) broken.push('another noun is reached through its service or loader');
      return broken.map((say) => `${one.file} imports ${one.from}: ${say}.`);
    });
}

/** Files that read the environment outside of a config and of the command line. */
export function environmentReaders(): string[] {
  return ['shared/src', 'gateway/src', 'subgraphs']
    .flatMap(sources)
    .filter(
      (file) =>
        !/\/(main|config)\.ts$|\/test\/|\/testing\/|\.test\.ts$/.test(file) &&
        /process\.env[.[](?!\w+ = |PATH\b)/.test(readFileSync(join(ROOT, file), 'utf8')),
    )
    .map((file) => `${file} reads process.env: only config.ts does, through main.ts.`);
}

if (require.main === module) {
  const faults = [...crossings(), ...environmentReaders()];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log('No import crosses a boundary.');
}
