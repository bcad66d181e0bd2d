import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { Access } from '../src/access-log/access-log';
import type { DocumentsContext } from '../src/context';
import type { Document } from '../src/document/document.entity';
import type { TestDocuments } from './documents.factory';

/** Writes an access down as the service does. @returns the id of its row */
export async function accessed(
  documents: TestDocuments,
  viewer: Viewer,
  document: Document,
  values: Partial<Access> = {},
): Promise<string> {
  await documents.subgraph.work(NOBODY, ({ accessLog }: DocumentsContext) =>
    accessLog.record({
      documentId: document.id,
      title: document.title,
      action: 'VIEW',
      success: true,
      viewer,
      origin: { requestId: 'test', address: '203.0.113.9', userAgent: 'a browser' },
      ...values,
    }),
  );
  return documents.given(async (db) => {
    const [row]: { id: string }[] = await db.query(
      'SELECT id FROM document_access_logs WHERE document_id = $1 ORDER BY created_at DESC, age(xmin), ctid DESC LIMIT 1',
      [document.id],
    );
    return row?.id ?? '';
  });
}
