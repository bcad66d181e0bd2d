import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sweepStorages } from '@plat/documents/blob/blob.sweep';
import { model } from '@plat/documents/data-source';
import { LocalStorage } from '@plat/documents/storage/local.storage';
import { Storages } from '@plat/documents/storage/storages';
import { EXPIRE_UPLOADS, KEYS_OF_PARTS, uploadJobs } from '@plat/documents/upload/upload.jobs';
import { withClient } from '@plat/shared/database/admin-client';
import { createDataSource } from '@plat/shared/database/data-source';
import { type AsSystem, createAsSystem } from '@plat/shared/database/system-database';
import type { JWK } from 'jose';
import type { TrialGround } from '../processes/installation';
import type { ScenarioName } from './crash-scenarios';
import type { CrashOrder } from './crash-service';

/** What came of all deaths. */
export interface CrashFigures {
  /** Processes that died, each before another step. */
  readonly deaths: number;
  /** Steps of each scenario that was lived through. */
  readonly steps: Readonly<Record<string, number>>;
  /** What was wrong after the restart and the sweeper, in sentences. */
  readonly bad: readonly string[];
}

const PROGRAM = join(__dirname, 'crash-process.ts');
/** Days are over, holds and leases have ended. */
const LATER_MS = 3 * 24 * 3_600_000;
/** No scenario has as many steps: one that goes on for longer never ends. */
const MOST_STEPS = 1_000;

/** What must not be, after a sweep: each row is one that is wrong. */
const WRONG: Readonly<Record<string, string>> = {
  'a version without bytes': `SELECT FROM document_versions v WHERE NOT EXISTS (
    SELECT FROM blob_references r WHERE r.sha256 = v.blob_sha256 AND r.owner_type = 'DocumentVersion' AND r.owner_id = v.id::text)`,
  'a document whose file is not its last version': `SELECT FROM documents d WHERE blob_sha256 IS NOT NULL AND NOT EXISTS (
    SELECT FROM document_versions v WHERE v.document_id = d.id AND v.version_number = d.version_number AND v.blob_sha256 = d.blob_sha256)`,
  'bytes that nothing has': 'SELECT FROM blobs b WHERE NOT EXISTS (SELECT FROM blob_references r WHERE r.sha256 = b.sha256)',
  'a reference of nothing': `SELECT FROM blob_references r WHERE owner_type = 'DocumentVersion'
    AND NOT EXISTS (SELECT FROM document_versions v WHERE v.id::text = r.owner_id)`,
  'an upload whose day is over': 'SELECT FROM upload_sessions',
  'space that is counted wrongly': `SELECT FROM storage_usages u WHERE reserved <> 0 OR used <> (
    SELECT coalesce(sum(size), 0) FROM blob_references JOIN blobs USING (sha256) WHERE charged_to = u.user_id)`,
};

/** Connections of a process of documents; those of the trial have another name. */
const CONNECTED_SQL = `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database()
  AND (usename = 'plat_documents_app' OR usename = 'plat_documents_system' AND application_name LIKE 'plat documents%')`;

const keyOf = (name: string): { key: JWK; publicKey: JWK } => {
  const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: `${name}.1` } as JWK;
  const { d: _private, ...publicKey } = key;
  return { key, publicKey };
};

/**
 * Has a process of documents die before each step of what its users do, and looks what is left after a restart and a sweep.
 * @param scenarios those that are tried @param say told of each scenario that is over
 */
export async function crashTrial(
  { urls, directory }: TrialGround,
  scenarios: readonly ScenarioName[],
  say: (what: string) => void,
): Promise<CrashFigures> {
  const folder = join(directory, 'files');
  mkdirSync(folder);
  const [gateway, own] = [keyOf('gateway'), keyOf('documents')];
  const order = {
    urls: urls.documents,
    folder,
    userId: randomUUID(),
    gatewayKey: gateway.key,
    gatewayPublicKey: gateway.publicKey,
    ownKey: own.key,
    secret: randomBytes(32).toString('base64url'),
  };
  const source = await createDataSource(urls.documents.system, model, 2, 'crash trial').initialize();
  const asSystem = createAsSystem(source);
  const spares = [load(), load()];
  const steps: Record<string, number> = {};
  const bad: string[] = [];
  let deaths = 0;
  try {
    for (const scenario of scenarios) {
      for (let at = 0; at < MOST_STEPS && steps[scenario] === undefined; at += 1) {
        const child = spares.shift() as ChildProcess;
        spares.push(load());
        const taken = await live(child, { ...order, scenario, steps: at });
        if (taken === undefined) deaths += 1;
        else steps[scenario] = taken;
        const found = await wrongAfterSweep(asSystem, urls.documents.system, folder);
        bad.push(...found.map((what) => `${scenario}, killed before step ${at + 1}: ${what}`));
      }
      if (steps[scenario] === undefined) bad.push(`${scenario}: it does not end`);
      else say(`${scenario}: died before each of ${steps[scenario]} steps`);
    }
    return { deaths, steps, bad };
  } finally {
    for (const spare of spares) spare.kill('SIGKILL');
    await source.destroy();
  }
}

const load = (): ChildProcess =>
  fork(PROGRAM, { execArgv: ['--conditions=source', '--import=tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });

/** @returns how many steps it took; undefined when it died on the way */
async function live(child: ChildProcess, order: CrashOrder): Promise<number | undefined> {
  let taken: number | undefined;
  child.on('message', (word: { taken?: number }) => {
    taken = word.taken ?? taken;
  });
  const exit = once(child, 'exit');
  child.send(order);
  const [code, signal] = (await exit) as [number | null, string | null];
  if (taken === undefined && signal !== 'SIGKILL') throw new Error(`A process of documents ended with ${code ?? signal}.`);
  return taken;
}

/** What a killed process sent last may still be carried out, and holds its locks until then. */
async function lastWordOf(asSystem: AsSystem): Promise<void> {
  const left = async (): Promise<number> => (await asSystem((db) => db.query(CONNECTED_SQL)))[0].count;
  while ((await left()) > 0) await sleep(5);
}

/** Does what a service does by itself in the days after, and compares. */
async function wrongAfterSweep(asSystem: AsSystem, url: string, folder: string): Promise<string[]> {
  const storage = new LocalStorage(folder);
  const storages = new Storages(storage);
  const clock = () => new Date(Date.now() + LATER_MS);
  const context = { asSystem, signal: new AbortController().signal };
  await lastWordOf(asSystem);
  await uploadJobs({ storages, clock }).tasks[EXPIRE_UPLOADS]?.({}, context as never);
  const { withoutBytes } = await sweepStorages({ ...context, storages, clock, notedElsewhere: KEYS_OF_PARTS });
  const { orphans } = await sweepStorages({ ...context, storages, clock, notedElsewhere: KEYS_OF_PARTS });
  const wrong = [...withoutBytes.map(() => 'a row without bytes'), ...Array.from({ length: orphans }, () => 'bytes without a row')];
  const keys = new Set<string>();
  for await (const { key } of storage.keys()) keys.add(key);
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ key: string }>('SELECT storage_key AS key FROM blobs');
    const noted = new Set(rows.map(({ key }) => key));
    for (const key of keys) if (!noted.has(key)) wrong.push('bytes without a row');
    for (const key of noted) if (!keys.has(key)) wrong.push('a row without bytes');
    for (const [what, sql] of Object.entries(WRONG)) {
      const { rowCount } = await client.query(sql);
      wrong.push(...Array.from({ length: rowCount ?? 0 }, () => what));
    }
    return wrong;
  });
}
