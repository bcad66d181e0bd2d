import { type FileHandle, open } from 'node:fs/promises';
import type { JobContext, Jobs } from '@plat/shared/jobs/job';
import type { JWK } from 'jose';
import type { Head } from './audit-log.chain';
import { saysHead, signHead } from './audit-log.statement';

/** The task that writes the head of the log where the database cannot change it. */
export const EXPORT_AUDIT_HEAD = 'audit_logs.export_head';

/** Where heads go, and who signs them. */
export interface HeadExport {
  readonly file: string;
  /** crm's private Ed25519 key. */
  readonly key: JWK;
}

const HEAD_SQL = 'SELECT seq, hash FROM audit_logs ORDER BY seq DESC LIMIT 1';

async function exportHead({ file, key }: HeadExport, clock: () => Date, { asSystem }: JobContext): Promise<void> {
  const [head]: [Head?] = await asSystem((db) => db.query(HEAD_SQL));
  if (!head) return;
  const handle = await open(file, 'a+', 0o600);
  try {
    if (saysHead(await lastLine(handle), head)) return;
    await handle.appendFile(`${await signHead(head, key, clock())}\n`);
    await handle.datasync(); // a head that a power cut takes back is none
  } finally {
    await handle.close();
  }
}

/** More than a line has. */
const TAIL_BYTES = 4_096;

async function lastLine(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
}

/** Every minute, the head of the log into the file if it is another one; nothing without a file. */
export const auditLogJobs = (heads: HeadExport | undefined, clock: () => Date): Jobs =>
  heads
    ? {
        tasks: { [EXPORT_AUDIT_HEAD]: (_, context) => exportHead(heads, clock, context) },
        schedule: [{ task: EXPORT_AUDIT_HEAD, at: '* * * * *' }],
      }
    : { tasks: {} };
