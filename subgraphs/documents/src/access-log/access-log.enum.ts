import { registerEnumType } from 'type-graphql';

export enum DocumentAccessAction {
  VIEW = 'VIEW',
  DOWNLOAD = 'DOWNLOAD',
  UPLOAD = 'UPLOAD',
  DELETE = 'DELETE',
  PREVIEW = 'PREVIEW',
  PIN_ATTEMPT = 'PIN_ATTEMPT',
  PIN_CHANGE = 'PIN_CHANGE',
  SHARE = 'SHARE',
  CHECK_OUT = 'CHECK_OUT',
  RESTORE = 'RESTORE',
  PURGE = 'PURGE',
}
registerEnumType(DocumentAccessAction, {
  name: 'DocumentAccessAction',
  description: 'What somebody did, or tried to do, with a document.',
});
