/** What may stand in the quotes of a header as it is. */
const SAFE = /[^A-Za-z0-9 !#$&'()+,.;=@[\]^_`{}~-]/g;
/** What changes how a name is read, or ends a header, or makes a path of it. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}/\\:*?"<>|]/gu;
/** Names that Windows keeps for itself, whatever comes behind the dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?=\.|$)/i;
const LONGEST = 150;

/**
 * A name under which a browser may save a file: of one file in the folder that the person chose, which reads as it is.
 * @param fileName as somebody called it
 */
export function savedName(fileName: string | null): string {
  const clean = (fileName ?? '')
    .normalize('NFC')
    .replace(HARMFUL, '_')
    .replace(/^[\s.-]+/, (start) => start.replace(/[.-]/g, '_').trimStart())
    .replace(/[\s.]+$/, '')
    .replace(DEVICE, '_$1');
  const extension = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? '';
  const letters = [...clean];
  const whole = letters.length <= LONGEST ? clean : [...letters.slice(0, LONGEST - [...extension].length), extension].join('');
  return whole || 'document';
}

/** What RFC 5987 lets stand as it is. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The header by RFC 6266: a name of plain letters for old browsers, and where that is not the whole truth the name itself.
 * Without `%`: some browsers decode it even in the plain name.
 */
export function contentDisposition(type: 'attachment' | 'inline', fileName: string | null): string {
  const name = savedName(fileName);
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replace(SAFE, '_');
  return `${type}; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded(name)}`}`;
}
