import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FilePicture, FileText, FileWork, WorkAnswer } from './file-work';
import type { ThreadTask } from './file-worker.thread';
import { FileFault } from './work-fault';

/** What one file may take, whoever made it. */
export interface WorkLimits {
  readonly milliseconds: number;
  /** Of WebAssembly, in bytes. */
  readonly memory: number;
  /** Of JavaScript, in megabytes. */
  readonly heapMegabytes: number;
}

export const WORK_LIMITS: WorkLimits = { milliseconds: 30_000, memory: 512 * 1024 * 1024, heapMegabytes: 192 };

const isSource = extname(__filename) === '.ts';
const THREAD = join(__dirname, `file-worker.thread${extname(__filename)}`);

type AnswerTo<W extends FileWork> = W['kind'] extends 'TEXT' ? FileText : readonly FilePicture[];

/**
 * Asks something about a file in a thread of its own, which ends with the answer: what a file does to those who read it
 * costs that thread, not the service.
 * @param signal ends it at once; the error is no fault of the file
 * @throws FileFault where nothing can be made of the file within the limits
 */
export async function workOn<W extends FileWork>(
  work: W,
  bytes: Uint8Array,
  limits: WorkLimits,
  signal: AbortSignal,
): Promise<AnswerTo<W>> {
  signal.throwIfAborted();
  const task: ThreadTask = { work, bytes, memory: limits.memory };
  const worker = new Worker(THREAD, {
    workerData: task,
    // Neither keys nor addresses of databases: a file that takes over the decoder finds none.
    env: {},
    execArgv: isSource ? ['--require', 'tsx/cjs'] : [],
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    stdout: true,
    stderr: true, // what decoders say of a file belongs to nobody
  });
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    const said = await new Promise<WorkAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(new FileFault('OUT_OF_TIME', `It takes more than ${limits.milliseconds} ms.`)), limits.milliseconds);
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort);
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new FileFault('OUT_OF_MEMORY', error.message) : error),
      );
      worker.once('exit', () => reject(new FileFault('MALFORMED', 'The thread ended without an answer.')));
    });
    if ('fault' in said) throw new FileFault(said.fault, said.message);
    return ('text' in said ? said.text : said.pictures) as AnswerTo<W>;
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
    void worker.terminate();
  }
}
