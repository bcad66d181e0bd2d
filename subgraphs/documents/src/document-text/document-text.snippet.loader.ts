import { alternativesOf } from '@plat/shared/access/scope';
import { type Batched, batched } from '@plat/shared/graphql/batched';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Brackets, type ObjectLiteral } from 'typeorm';
import type { AccessLog } from '../access-log/access-log';
import { Document } from '../document/document.entity';
import type { DocumentSnippet } from './document-match';
import { DocumentText } from './document-text.entity';
import { visibleContent } from './document-text.policy';

/** Around what was sought: characters that no kept text has. */
const [START, STOP] = ['\u0001', '\u0002'];
const OPTIONS = `StartSel=${START}, StopSel=${STOP}, MaxFragments=2, MinWords=8, MaxWords=28, FragmentDelimiter=" … "`;
/** Words further on have no place in the words that are searched either. */
const LOOKED_AT = 131_072;

/** A document that was found, and by what. */
export interface Found {
  readonly documentId: string;
  readonly search: string;
}

interface Headline {
  readonly id: string;
  readonly title: string;
  readonly versionNumber: number;
  readonly headline: string;
}

/**
 * Where the current text of documents has what was sought; null where it is not the text that has it, or not the viewer's
 * to read. It is content: that it was had is in the log of accesses before it leaves.
 */
export const snippetLoader = ({ db, viewer, asSystem, origin }: RequestScope, log: AccessLog): Batched<Found, DocumentSnippet | null> => {
  const headlines = async (search: string, ids: readonly string[]): Promise<Headline[]> => {
    const query = db
      .createQueryBuilder(Document, 'node')
      .innerJoin(DocumentText, 'text', 'text.document_id = node.id AND text.version_number = node.version_number')
      .select('node.id', 'id')
      .addSelect('node.title', 'title')
      .addSelect('node.version_number', 'versionNumber')
      .addSelect(
        `ts_headline('plat_words', left(text.content, ${LOOKED_AT}), websearch_to_tsquery('plat_words', :search), :options)`,
        'headline',
      )
      .where(`node.id IN (:...ids) AND text.state = 'DONE'`)
      .setParameters({ search, ids, options: OPTIONS });
    const scopes: ObjectLiteral[] = alternativesOf(visibleContent(viewer));
    const rows = await query.andWhere(new Brackets((either) => either.where(scopes))).getRawMany<Headline>();
    return rows.filter(({ headline }) => headline.includes(START));
  };
  const note = async (shown: readonly Headline[]): Promise<void> => {
    if (shown.length === 0) return;
    const card = await log.cardOf({ viewer });
    await asSystem(async (system) => {
      for (const { id: documentId, title, versionNumber } of shown)
        await log.recordWith(system, { documentId, title, versionNumber, action: 'VIEW', success: true, viewer, origin }, card);
    });
  };
  return batched(
    async (all) => {
      const shown = new Map<string, readonly Headline[]>();
      for (const search of new Set(all.map((one) => one.search))) {
        const ids = all.filter((one) => one.search === search).map(({ documentId }) => documentId);
        shown.set(search, await headlines(search, ids));
      }
      await note([...shown.values()].flat());
      return all.map(({ search, documentId }) => snippetOf(shown.get(search)?.find(({ id }) => id === documentId)));
    },
    ({ documentId, search }) => `${documentId} ${search}`,
  );
};

/** The text between marks is what was sought. */
function snippetOf(shown: Headline | undefined): DocumentSnippet | null {
  if (!shown) return null;
  const [before = '', ...marked] = shown.headline.split(START);
  const parts = marked.flatMap((piece) => {
    const [text = '', rest = ''] = piece.split(STOP);
    return [
      { text, isMatch: true },
      { text: rest, isMatch: false },
    ];
  });
  return { parts: [{ text: before, isMatch: false }, ...parts].filter(({ text }) => text !== '') };
}
