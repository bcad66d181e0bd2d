import { mayByScope } from '@plat/shared/access/token-scopes';
import type { Viewer } from '@plat/shared/access/viewer';
import { type Batched, batched } from '@plat/shared/graphql/batched';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Field, ObjectType } from 'type-graphql';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import { AccessGrantService } from '../access-grant/access-grant.service';
import { assertMayPurgeDocument, assertMayRestoreDocument, assertMayTrashDocument } from '../document-trash/document-trash.policy';
import { assertMayProtect } from '../pin/pin.policy';
import { assertMayShareDocument } from '../share-link/share-link.policy';
import { allows } from './allows';
import type { Document } from './document.entity';
import { assertMayChangeDocument, assertMayReadContent } from './document.policy';
import { heldOn, subjectsOf } from './document.subjects.scope';

@ObjectType('DocumentRights', {
  description: 'What you may do with a document at this moment, besides knowing of it. A PIN is asked for all the same.',
})
export class DocumentRights {
  @Field(() => Boolean, { description: 'Whether you may edit what is said about it.' })
  edit!: boolean;

  @Field(() => Boolean, { description: 'Whether you may put it in the trash, unless something keeps it.' })
  trash!: boolean;

  @Field(() => Boolean, { description: 'Whether you may have its content.' })
  readContent!: boolean;

  @Field(() => Boolean, { description: 'Whether you have its content only for a reason that you state; it is logged.' })
  needsReason!: boolean;

  @Field(() => Boolean, { description: 'Whether you may give its content away by a share link.' })
  share!: boolean;

  @Field(() => Boolean, { description: 'Whether you may give it a PIN, or another one.' })
  setPin!: boolean;
}

/** A reason as good as any. */
const SOME_REASON = 'What a reason could be.';

/** A program acts by its scopes besides; whoever made it is asked by all the rest. */
const byScope = (viewer: Viewer, action: 'write' | 'delete') => mayByScope(viewer, { resource: 'document', action });

const rightsOn = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): DocumentRights => {
  const reads = (reason?: string) => allows(() => assertMayReadContent(viewer, document, held, reason));
  return {
    edit: byScope(viewer, 'write') && allows(() => assertMayChangeDocument(viewer, document, held)),
    trash: byScope(viewer, 'delete') && allows(() => assertMayTrashDocument(viewer, document, held)),
    readContent: reads(SOME_REASON),
    needsReason: reads(SOME_REASON) && !reads(),
    setPin: allows(() => assertMayProtect(viewer, document, held)),
    share: !viewer.isToken && allows(() => assertMayShareDocument(viewer, document, held)),
  };
};

/** What is asked of the viewer's grants on documents, for all that are asked for at once by one statement. */
const byGrants = <T>(scope: RequestScope, answer: (document: Document, held: readonly AccessGrant[]) => T): Batched<Document, T> => {
  const grants = new AccessGrantService(scope);
  return batched(
    async (documents) => {
      const held = await grants.held(documents.flatMap(subjectsOf));
      return documents.map((document) => answer(document, heldOn(document, held)));
    },
    ({ id }) => id,
  );
};

/** The viewer's rights on documents that it may know of. */
export const documentRights = (scope: RequestScope): Batched<Document, DocumentRights> =>
  byGrants(scope, (document, held) => rightsOn(scope.viewer, document, held));

/** Whether the viewer may give back, or remove for good, what it finds in the trash. */
export const trashRights = (scope: RequestScope): Batched<Document, { readonly restore: boolean; readonly purge: boolean }> =>
  byGrants(scope, (document, held) => ({
    restore: byScope(scope.viewer, 'write') && allows(() => assertMayRestoreDocument(scope.viewer, document)),
    purge: byScope(scope.viewer, 'delete') && allows(() => assertMayPurgeDocument(scope.viewer, document, held)),
  }));
