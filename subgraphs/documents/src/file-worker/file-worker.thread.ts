import { parentPort, workerData } from 'node:worker_threads';
import type { FileWork, WorkAnswer } from './file-work';
import { textOfHtml } from './html-text';
import { boundWebAssembly, picturesOfPdf, textOfPdf } from './pdf';
import { picturesOfImage } from './picture';
import { decodeText, tidyText } from './plain-text';
import { FileFault } from './work-fault';

/** What a thread is given when it begins: one file, and one question about it. */
export interface ThreadTask {
  readonly work: FileWork;
  readonly bytes: Uint8Array;
  readonly memory: number;
}

async function answer({ work, bytes }: ThreadTask): Promise<WorkAnswer> {
  if (work.kind === 'PICTURES') {
    const { form, sizes, bounds } = work;
    return { pictures: form === 'PDF' ? await picturesOfPdf(bytes, sizes) : await picturesOfImage(bytes, sizes, bounds) };
  }
  if (work.form === 'PDF') return { text: await textOfPdf(bytes, work.bounds) };
  const decoded = decodeText(bytes);
  const text = tidyText(work.form === 'HTML' ? textOfHtml(decoded) : decoded);
  const { characters } = work.bounds;
  return { text: { text: text.slice(0, characters), isCut: text.length > characters } };
}

const task = workerData as ThreadTask;
boundWebAssembly(task.memory);
answer(task)
  .catch((error: unknown): WorkAnswer => {
    if (!(error instanceof FileFault)) throw error;
    return { fault: error.fault, message: error.message };
  })
  .then((said) => parentPort?.postMessage(said));
