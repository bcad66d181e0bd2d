import { ELSEWHERE, onRow, type RootRule, type SweptType, signedIn, swept } from '@plat/shared/testing/sweep-declaration';
import type { Document } from '../src/document/document.entity';
import { Upload } from '../src/upload/upload.entity';
import { visibleUploads } from '../src/upload/upload.policy';

export const upload = swept('Upload', Upload, visibleUploads);

const PLACES = ['exchangeId', 'propertyId', 'platformLinkId', 'dealId', 'leadId', 'projectId', 'inquiryId'];

/** Who may send files: whoever may add or edit what becomes of them, and they alone end what they began. */
export const uploadMutations = (document: SweptType<Document>): Readonly<Record<string, RootRule>> => ({
  startUpload: signedIn({
    variables: () => ({ input: { fileName: 'a.txt', fileSize: 10, document: null, media: null } }),
    names: {
      'input.documentId': document as unknown as SweptType,
      'input.media.propertyId': ELSEWHERE,
      ...Object.fromEntries(PLACES.map((name) => [`input.document.${name}`, ELSEWHERE] as const)),
    },
  }),
  finishUpload: onRow(upload),
  finishMediaUpload: onRow(upload),
  abortUpload: onRow(upload),
});
