import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Document } from '../src/document/document.entity';
import { lookIntoLater } from '../src/file-worker/look-into';
import { newStorageKey } from '../src/storage/storage.provider';
import type { Storages } from '../src/storage/storages';
import type { TestDocuments } from './documents.factory';

/** A file as it is given to a document. */
export interface GivenFile {
  readonly bytes: Buffer;
  readonly mimeType: string;
  /** What its row says, if not the truth. */
  readonly size?: number;
  /** Whether its bytes are there; they can be brought later with {@link bringBytes}. */
  readonly isMissing?: boolean;
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const ADD = `INSERT INTO document_versions (id, document_id, version_number, path, blob_sha256, size, mime_type)
  SELECT $1, $2, 1 + coalesce(max(version_number), 0), $3::text, $3::text, $4, $5 FROM document_versions WHERE document_id = $2`;

/** Keeps bytes under the key that their row has: past the judgement of uploads, for files that none would let in. */
export async function bringBytes(documents: TestDocuments, storages: Storages, bytes: Buffer): Promise<void> {
  const [{ key }] = await documents.given((db) => db.query('SELECT storage_key AS key FROM blobs WHERE sha256 = $1', [sha256Of(bytes)]));
  await storages.current.write(key, Readable.from([bytes]), bytes.byteLength);
}

/** Gives a document a next version with these bytes, as whoever adds one does. @returns its id */
export async function giveFile(
  documents: TestDocuments,
  storages: Storages,
  { id: documentId }: Document,
  { bytes, mimeType, size = bytes.byteLength, isMissing = false }: GivenFile,
): Promise<string> {
  const versionId = randomUUID();
  await documents.given(async (db) => {
    await db.query(
      `INSERT INTO blobs (sha256, storage_provider, storage_key, size, sniffed_type, attachment_only) VALUES ($1, 'LOCAL', $2, $3, $4, false)
        ON CONFLICT DO NOTHING`,
      [sha256Of(bytes), newStorageKey(), bytes.byteLength, mimeType],
    );
    await db.query(ADD, [versionId, documentId, sha256Of(bytes), size, mimeType]);
    await lookIntoLater(db, versionId);
  });
  if (!isMissing) await bringBytes(documents, storages, bytes);
  return versionId;
}

const READ = `UPDATE document_texts t SET state = 'DONE', content = $2 FROM documents d
  WHERE d.id = $1 AND t.document_id = d.id AND t.version_number = d.version_number AND t.state = 'PENDING' RETURNING t.version_id`;

/** Gives a document this text, as the job would have read it: of its current version, or of a next one where that has been read. */
export async function giveText(documents: TestDocuments, { id }: Pick<Document, 'id'>, content: string): Promise<void> {
  const give = () => documents.given(async (db): Promise<unknown[]> => (await db.query(READ, [id, content]))[0]);
  if ((await give()).length > 0) return;
  const [{ next }] = await documents.given((db) =>
    db.query('SELECT 1 + coalesce(max(version_number), 0) AS next FROM document_versions WHERE document_id = $1', [id]),
  );
  await documents.version({ id }, { versionNumber: next });
  await give();
}
