import { registerEnumType } from 'type-graphql';

export enum MediaType {
  IMAGE = 'IMAGE',
  DOC = 'DOC',
  VIDEO = 'VIDEO',
}
registerEnumType(MediaType, { name: 'MediaType', description: 'What kind of thing shows a property.' });
