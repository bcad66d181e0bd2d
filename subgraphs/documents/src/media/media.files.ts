import { extensionOf, FILE_FORMATS } from '../blob/file-forms';
import { displayName } from '../blob/file-name';
import type { MediaType } from './media.enum';

/** The kind of media that files of an extension are; undefined for what shows no property, such as sounds and archives. */
function kindOf(extension: string): `${MediaType}` | undefined {
  const format = FILE_FORMATS[extension];
  if (!format) return undefined;
  const [type] = format.types;
  if (format.form === 'IMAGE') return 'IMAGE';
  if (type.startsWith('video/')) return 'VIDEO';
  return type.startsWith('audio/') || type === 'application/zip' ? undefined : 'DOC';
}

const extensionsOf = (kind: `${MediaType}`): string[] => Object.keys(FILE_FORMATS).filter((extension) => kindOf(extension) === kind);

/** What is wrong with a file of this name as media of a kind; that its content is what its name says is judged when it has arrived. */
export function faultOfMedia(kind: MediaType, fileName: string): string | undefined {
  if (kindOf(extensionOf(displayName(fileName))) === (kind as `${MediaType}`)) return undefined;
  return `must end in one of ${extensionsOf(kind)
    .map((one) => `.${one}`)
    .join(', ')} for ${kind}`;
}
