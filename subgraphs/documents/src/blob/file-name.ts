const LONGEST = 255;
/** What would change how the rest is read, or is not there to be seen; and what separates folders. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SEPARATORS = /[/\\:]/g;
const FORBIDDEN = /[<>"|?*]/g;
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/i;

/**
 * A file's name as it may be shown, stored and offered for saving: one line, without folders, without characters that
 * hide or turn the rest, no device of Windows, no option of a command line, at most 255 bytes, its extension kept. It
 * names no place of ours: bytes are kept under keys.
 */
export function displayName(name: string): string {
  const plain = name.normalize('NFC').replace(UNSEEN, '').replace(SEPARATORS, '_').replace(FORBIDDEN, '_');
  const trimmed = plain.replace(/^[\s.-]+/, '').replace(/[\s.]+$/, '');
  const named = DEVICES.test(trimmed) ? `_${trimmed}` : trimmed;
  return shortened(named || 'file');
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name;
  const [extension = ''] = /\.[^.]{1,20}$/.exec(name) ?? [];
  let stem = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > LONGEST) stem = stem.slice(0, -1);
  return stem.join('') + extension;
}
