import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Asker, askerOf } from '../exchange-page/asker';
import { anAccount } from '../processes/administrator';
import { type TrialGround, trialEnvironments } from '../processes/installation';
import { living } from '../processes/living';
import { Stage } from '../processes/stage';
import { growth } from './memory-watch';
import { film, receive, send } from './transfer';

export interface BytesTrial {
  /** Of the file, in bytes. */
  readonly size: number;
  readonly rounds: number;
}

/** One way, in one round: milliseconds of the service and of the bare server, and what the service's memory grew by. */
interface Lap {
  readonly ms: number;
  readonly bareMs: number;
  readonly grew: number;
}

export interface BytesFigures {
  readonly uploads: readonly Lap[];
  readonly downloads: readonly Lap[];
}

const START = `mutation ($input: StartUploadInput!) { startUpload(input: $input) { id parts { url } } }`;
const FINISH = 'mutation ($id: ID!) { finishUpload(id: $id) { id } }';
const URL_OF = 'query ($id: ID!) { document(id: $id) { downloadUrl } }';
const BARE = join(__dirname, 'bare-server.ts');
/** What code is loaded, and what is compiled by what has run, is not the growth of a file. */
const WARM_UP = 256 * 1024 * 1024;

/** The memory of both is watched: to look takes time from whoever sends. */
const measured = async (pid: number, work: () => Promise<unknown>): Promise<Pick<Lap, 'ms' | 'grew'>> => {
  const began = performance.now();
  const grew = await growth(pid, work);
  return { ms: performance.now() - began, grew };
};

/** Sends a file through the service, from asking for an address to the document. @returns its id */
async function upload(asker: Asker, size: number): Promise<string> {
  const details = { origin: 'REAL_ESTATE', realEstateType: 'PHOTO' };
  const input = { document: details, fileName: 'film.mp4', fileSize: size, partSize: size };
  const { startUpload } = await asker.ask<{ startUpload: { id: string; parts: { url: string }[] } }>(START, { input });
  await send(startUpload.parts[0]?.url ?? '', film(size), size);
  return (await asker.ask<{ finishUpload: { id: string } }>(FINISH, { id: startUpload.id })).finishUpload.id;
}

async function download(asker: Asker, id: string, size: number): Promise<void> {
  const { document } = await asker.ask<{ document: { downloadUrl: string } }>(URL_OF, { id });
  if ((await receive(document.downloadUrl)) !== size) throw new Error('The download has not the size of the upload.');
}

/** Sends a file to the service and fetches it, in turns with a bare server of streams that has the same disk. */
export async function bytesTrial(ground: TrialGround, { size, rounds }: BytesTrial): Promise<BytesFigures> {
  const files = join(ground.directory, 'files');
  mkdirSync(files, { recursive: true });
  const environments = await trialEnvironments(ground, { DOCUMENTS_FOLDER: files });
  const stage = await Stage.start(environments, { mortal: ['documents'], deaths: [], here: living('crm', 'gateway') });
  const bare = fork(BARE, [ground.directory], {
    execArgv: ['--conditions=source', '--import=tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const url = await listening(bare);
    const account = await anAccount(ground.urls.crm, 'ADMIN');
    let asker = await askerOf(stage.url, account);
    const [pid, barePid] = [stage.pidOf('documents'), bare.pid ?? 0];
    await download(asker, await upload(asker, WARM_UP), WARM_UP);
    await send(url, film(WARM_UP), WARM_UP);
    await receive(url);
    const uploads: Lap[] = [];
    const downloads: Lap[] = [];
    for (let round = 0; round < rounds; round += 1) {
      asker = await askerOf(stage.url, account); // a token does not outlast many rounds
      let id = '';
      const sent = await measured(pid, async () => {
        id = await upload(asker, size);
      });
      uploads.push({ ...sent, bareMs: (await measured(barePid, () => send(url, film(size), size))).ms });
      const received = await measured(pid, () => download(asker, id, size));
      downloads.push({ ...received, bareMs: (await measured(barePid, () => receive(url))).ms });
    }
    return { uploads, downloads };
  } finally {
    bare.kill('SIGKILL');
    await stage.stop();
  }
}

const listening = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.once('message', ({ listening: url }: { listening: string }) => resolve(url));
    child.once('exit', () => reject(new Error('The bare server ended before it listened.')));
  });
