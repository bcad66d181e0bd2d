import type { FileForm } from './file-work';

const IMAGES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/tiff', 'image/avif'];
/** Text that is read as what it is, tags and all: nobody looks for a paper by what marks it up. */
const PLAIN = ['application/json', 'application/xml', 'application/x-yaml', 'application/rtf', 'message/rfc822'];

/** How a file of this media type is read; undefined for what is neither read nor drawn. SVG is neither: it is a program. */
export function formOf(mimeType: string | null): FileForm | undefined {
  const type = mimeType?.toLowerCase().split(';')[0]?.trim() ?? '';
  if (type === 'application/pdf') return 'PDF';
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'HTML';
  if (IMAGES.includes(type)) return 'IMAGE';
  return type.startsWith('text/') || PLAIN.includes(type) ? 'PLAIN' : undefined;
}
