import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import { LocalStorage } from '../src/storage/local.storage';
import { Storages } from '../src/storage/storages';
import { startTestDocuments, type TestDocuments } from './documents.factory';

export const LIMITS = { file: 200_000, person: 500_000 };

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
export const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;

/** Documents with a database and a folder of files of its own, because both are compared as a whole, and a clock to set. */
export class Warehouse {
  now = new Date();
  documents!: TestDocuments;
  storage!: LocalStorage;
  private folder = '';

  /** The warehouse of a test file. */
  static forFile(): Warehouse {
    const warehouse = new Warehouse();
    beforeAll(() => warehouse.start());
    afterAll(() => warehouse.stop());
    return warehouse;
  }

  readonly clock = (): Date => this.now;

  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  async count(sql: string): Promise<number> {
    return Number((await this.documents.given((db) => db.query(`SELECT count(*) FROM ${sql}`)))[0].count);
  }

  async usageOf({ userId }: Viewer): Promise<{ used: number; reserved: number }> {
    const sql = 'SELECT used::int, reserved::int FROM storage_usages WHERE user_id = $1';
    return (await this.documents.given((db) => db.query(sql, [userId])))[0];
  }

  async keys(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of this.storage.keys()) found.push(key);
    return found;
  }

  async contentOf(sha256: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const stream = await this.documents.subgraph.work(aViewer(), ({ blobs }: DocumentsContext) => blobs.open(sha256));
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** What is kept besides of what was before some work, in rows and in bytes. */
  async left(work: () => Promise<unknown>): Promise<object> {
    const before = await this.measured();
    await work();
    const after = await this.measured();
    return Object.fromEntries(
      Object.entries(after).flatMap(([what, many]) => (many === before[what as 'keys'] ? [] : [[what, many - before[what as 'keys']]])),
    );
  }

  private async measured() {
    return {
      uploads: await this.count('upload_sessions'),
      parts: await this.count('upload_parts'),
      blobs: await this.count('blobs'),
      keys: (await this.keys()).length,
      documents: await this.count('documents'),
    };
  }

  private async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'plat-uploads-'));
    this.storage = new LocalStorage(this.folder);
    const parts = { storages: new Storages(this.storage), clock: this.clock, limits: LIMITS };
    this.documents = await startTestDocuments({ database: await freshDatabase('documents'), ...parts });
  }

  private async stop(): Promise<void> {
    await this.documents.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
