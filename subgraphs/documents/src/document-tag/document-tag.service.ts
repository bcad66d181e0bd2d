import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { ListLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { DocumentEditing } from '../document/document.editing';
import type { Document } from '../document/document.entity';
import type { DocumentTag } from './document-tag.entity';

const MOST_TAGS = 50;
const MOST_DOCUMENTS = 100;
const LONGEST = 100;

const ADD_SQL = `INSERT INTO document_tags (document_id, tag) SELECT $1, one FROM unnest($2::text[]) AS one
  ON CONFLICT (document_id, lower(tag)) DO NOTHING RETURNING tag`;
const REMOVE_SQL = `DELETE FROM document_tags WHERE document_id = $1 AND lower(tag) IN (SELECT lower(one) FROM unnest($2::text[]) AS one)
  RETURNING tag`;
const COUNT_SQL = 'SELECT count(*)::integer AS count FROM document_tags WHERE document_id = $1';

/** The words by which documents are found again. To have one twice, or to lose one that is not there, changes nothing. */
export class DocumentTagService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly editing: DocumentEditing,
    private readonly tags: ListLoader<DocumentTag>,
  ) {}

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, or LOCKED while somebody else has it checked out */
  async add(id: string, words: readonly string[]): Promise<Document> {
    const wanted = cleaned(words);
    const document = await this.editing.locked(id);
    const { db } = this.scope;
    const added = ((await db.query(ADD_SQL, [document.id, wanted])) as { tag: string }[]).map(({ tag }) => tag);
    const [{ count }] = (await db.query(COUNT_SQL, [document.id])) as [{ count: number }];
    if (count > MOST_TAGS) throw badInput({ tags: `would give the document ${count} tags; it has at most ${MOST_TAGS}` });
    if (added.length) await this.tell('document.tagged', document, { added });
    return document;
  }

  /** The same for several documents: all of them, or none. */
  async addToAll(ids: readonly string[], words: readonly string[]): Promise<Document[]> {
    if (ids.length < 1 || ids.length > MOST_DOCUMENTS) throw badInput({ ids: `must be from 1 to ${MOST_DOCUMENTS}` });
    const tagged: Document[] = [];
    // In one order, so that two of them do not wait for each other.
    for (const id of [...new Set(ids.map((one) => one.toLowerCase()))].sort()) tagged.push(await this.add(id, words));
    return ids.flatMap((id) => tagged.find((one) => one.id === id.toLowerCase()) ?? []);
  }

  /** @throws PlatError as {@link add} */
  async remove(id: string, words: readonly string[]): Promise<Document> {
    const unwanted = cleaned(words);
    const document = await this.editing.locked(id);
    const [rows] = (await this.scope.db.query(REMOVE_SQL, [document.id, unwanted])) as [{ tag: string }[], number];
    if (rows.length) await this.tell('document.untagged', document, { removed: rows.map(({ tag }) => tag) });
    return document;
  }

  private async tell(type: 'document.tagged' | 'document.untagged', document: Document, tags: object): Promise<void> {
    this.tags.clear(document.id);
    await this.events.record(type, document, { before: {}, after: {}, tags, exchangeId: document.exchangeId ?? undefined });
  }
}

/** As they are kept: without blanks around them, composed, each once. @throws PlatError BAD_USER_INPUT */
function cleaned(words: readonly string[]): string[] {
  const tags = words.map((word) => word.normalize('NFC').trim().replace(/\s+/gu, ' '));
  if (tags.length < 1 || tags.length > MOST_TAGS) throw badInput({ tags: `must be from 1 to ${MOST_TAGS} words` });
  if (tags.some((tag) => tag === '' || tag.length > LONGEST)) throw badInput({ tags: `must each have 1 to ${LONGEST} characters` });
  return [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()];
}
