import { displayName } from '../blob/file-name';

/** What may stand in the quotes of a header as it is. */
const SAFE = /[^A-Za-z0-9 !#$&'()+,.;=@[\]^_`{}~-]/g;
/** What RFC 5987 lets stand as it is. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The header by RFC 6266: a name of plain letters for old browsers, and where that is not the whole truth the name itself.
 * Without `%`: some browsers decode it even in the plain name.
 */
export function contentDisposition(type: 'attachment' | 'inline', fileName: string | null): string {
  const name = displayName(fileName ?? 'document');
  // A name of nothing but marks has no plain letters at all, and no browser takes an empty name.
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replace(SAFE, '_') || 'file';
  return `${type}; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded(name)}`}`;
}
