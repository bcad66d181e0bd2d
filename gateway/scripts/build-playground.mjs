// Bundles the playground into dist/playground: hashed file names, nothing from another origin.
// `--if-stale` builds only when the sources differ from those of the last build.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gateway = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(gateway, 'playground');
const target = path.join(gateway, 'dist', 'playground');
const assets = path.join(target, 'assets');
const stamp = path.join(target, 'sources.sha256');
const publicPath = '/playground/assets/';

const workers = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
};

/** Monaco's modules import their styles one by one; GraphiQL's style sheet already holds them all. */
const withoutMonacoStyles = {
  name: 'without-monaco-styles',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]monaco-editor[\\/].*\.css$/ }, () => ({ contents: '' })),
};

/** What the bundle is made of: our files, this script, and the versions of the libraries. */
const digestSources = async () => {
  const require = createRequire(import.meta.url);
  const libraries = ['graphiql', 'react', 'monaco-editor', 'monaco-graphql', 'esbuild'];
  const files = (await readdir(source, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...files, fileURLToPath(import.meta.url)]) {
    hash.update(`${path.relative(gateway, file)}\0`).update(await readFile(file));
  }
  for (const library of libraries) hash.update(`${library}@${require(`${library}/package.json`).version}\0`);
  return hash.digest('hex');
};

const bundle = async (entryPoints, define) => {
  const { build } = await import('esbuild');
  return build({
    absWorkingDir: gateway,
    entryPoints,
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    outdir: assets,
    publicPath,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    legalComments: 'eof',
    loader: { '.ttf': 'file' },
    plugins: [withoutMonacoStyles],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
};

const outputOf = ({ metafile }, module) => {
  const [file] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(module)) ?? [];
  if (!file) throw new Error(`The bundle has no entry ${module}`);
  return file;
};

/** The address of the file that was made from this module. */
const addressOf = (result, module) => publicPath + path.basename(outputOf(result, module));

/** This module's file and the files that it cannot start without. */
const closureOf = (result, module) => {
  const files = new Set([outputOf(result, module)]);
  for (const file of files) {
    for (const { path: imported, kind } of result.metafile.outputs[file].imports) {
      if (kind === 'import-statement') files.add(imported);
    }
  }
  return [...files].map((file) => publicPath + path.basename(file));
};

/** Renamed into place, so that a server or another build that runs now never sees half a file. */
const replaceFile = async (file, contents) => {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, contents);
  await rename(part, file);
};

const isCurrent = async (digest) => {
  const [last] = await Promise.all([readFile(stamp, 'utf8'), readFile(path.join(target, 'index.html'))]).catch(() => ['']);
  return last === digest;
};

const writeAssets = async (files) => {
  await mkdir(assets, { recursive: true });
  const sizes = files.map(async ({ path: file, contents }) => {
    const packed = await promisify(gzip)(contents, { level: 9 });
    await Promise.all([replaceFile(file, contents), replaceFile(`${file}.gz`, packed)]);
    return [contents.length, packed.length];
  });
  return (await Promise.all(sizes)).reduce(([all, allPacked], [size, packed]) => [all + size, allPacked + packed]);
};

const removeOthers = async (files) => {
  const kept = new Set(files.flatMap(({ path: file }) => [path.basename(file), `${path.basename(file)}.gz`]));
  const old = (await readdir(assets)).filter((name) => !kept.has(name) && !name.endsWith('.part'));
  await Promise.all(old.map((name) => rm(path.join(assets, name), { force: true })));
};

const run = async () => {
  const started = performance.now();
  const digest = await digestSources();
  if (process.argv.includes('--if-stale') && (await isCurrent(digest))) return;

  const workerBundle = await bundle(workers, {});
  const addresses = Object.fromEntries(Object.entries(workers).map(([name, module]) => [name, addressOf(workerBundle, module)]));
  const page = await bundle({ main: 'playground/main.tsx' }, { PLAYGROUND_WORKERS: JSON.stringify(addresses) });

  const files = [...workerBundle.outputFiles, ...page.outputFiles];
  const [size, packed] = await writeAssets(files);
  const script = addressOf(page, 'playground/main.tsx');
  const style = publicPath + path.basename(page.outputFiles.find(({ path: file }) => /main-[^/\\]+\.css$/.test(file)).path);
  // The editor is a lazy chunk of GraphiQL: without this hint it would wait for the first render.
  const preload = closureOf(page, 'monaco-graphql/esm/monaco-editor.js')
    .map((address) => `<link rel="modulepreload" href="${address}" />`)
    .join('\n    ');
  const html = await readFile(path.join(source, 'index.html'), 'utf8');
  const values = { script, style, preload };
  await replaceFile(
    path.join(target, 'index.html'),
    html.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => values[name]),
  );
  await replaceFile(stamp, digest);
  await removeOthers(files);

  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `playground: ${files.length} files, ${mb(size)} (${mb(packed)} gzipped) in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
};

await run();
