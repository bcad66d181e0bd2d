import { badInput, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { ContentDoor } from '../content/content.door';
import type { Document } from '../document/document.entity';
import { LONGEST_S, type SignedUrls } from '../download/signed-url';
import { type BundleExclusion, type BundleMember, DocumentBundle } from './bundle.entity';
import type { CreateDocumentBundleInput } from './bundle.input';

/** What an address of a bundle is made for, and what its route takes. */
export const BUNDLE_USE = 'bundle';
const MOST = 100;
/** Of all files together, before they are packed. */
const LARGEST = 4 * 1024 * 1024 * 1024;

interface Parts {
  readonly scope: RequestScope;
  readonly events: Events;
  readonly content: ContentDoor;
  readonly documents: LoaderById<Document>;
  readonly urls: SignedUrls;
  readonly clock: () => Date;
}

/** A document that may be had. */
interface Judged {
  readonly document: Document;
  readonly member: BundleMember;
  readonly size: number;
}

/** Several documents as one file. What may not be had is left out and said: one paper more or less is no reason for none. */
export class BundleService {
  constructor(private readonly parts: Parts) {}

  /** @throws PlatError BAD_USER_INPUT, or UNAVAILABLE where nobody can say what may be had */
  async create({ documentIds, grants, reason }: CreateDocumentBundleInput): Promise<DocumentBundle> {
    const ids = [...new Set(documentIds.map((id) => id.toLowerCase()))];
    if (ids.length === 0 || ids.length > MOST) throw badInput({ 'input.documentIds': `must name 1 to ${MOST} documents` });
    const { scope, events, urls, clock } = this.parts;
    const tokens = new Map((grants ?? []).map(({ documentId, grant }) => [documentId.toLowerCase(), grant]));
    const members: BundleMember[] = [];
    const included: Document[] = [];
    const excluded: BundleExclusion[] = [];
    let size = 0;
    for (const id of ids) {
      const judged = await this.judge(id, tokens.get(id), reason);
      if ('code' in judged) {
        excluded.push(judged);
        continue;
      }
      members.push(judged.member);
      included.push(judged.document);
      size += judged.size;
    }
    if (size > LARGEST) throw badInput({ 'input.documentIds': `come to ${size} bytes together, of ${LARGEST} at most` });
    const { db, viewer } = scope;
    const expiresAt = new Date(clock().getTime() + LONGEST_S * 1_000);
    const values = { userId: viewer.userId, members, excluded, reason: reason ?? null, expiresAt };
    const bundle = await db.save(db.create(DocumentBundle, values));
    await events.record('document_bundle.created', bundle, { documentIds: members.map(({ documentId }) => documentId) });
    const use = { kind: BUNDLE_USE, method: 'GET', path: `/bundles/${bundle.id}`, claims: { bundleId: bundle.id } } as const;
    return Object.assign(bundle, { included, url: members.length ? urls.sign(viewer, use).url : null });
  }

  private async judge(
    documentId: string,
    grantToken: string | undefined,
    reason: string | null | undefined,
  ): Promise<Judged | BundleExclusion> {
    try {
      const { document, version, grantId } = await this.parts.content.judge({ documentId, kind: 'BUNDLE', grantToken, reason });
      const member: BundleMember = { documentId, versionNumber: version.versionNumber, grantId };
      return { document, member, size: Number(version.size) };
    } catch (error) {
      if (!(error instanceof PlatError) || ['UNAVAILABLE', 'INTERNAL', 'BAD_USER_INPUT'].includes(error.code)) throw error;
      const document = await this.parts.documents.load(documentId);
      return { documentId, title: document?.title ?? null, code: error.code };
    }
  }
}
