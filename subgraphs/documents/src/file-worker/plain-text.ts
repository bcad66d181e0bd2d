/** Whatever PostgreSQL would refuse, and what marks matches in snippets; a form feed parts pages like a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g;

/** The text of bytes: by their byte order mark, else as UTF-8 if they are that, else as Latin-1, which every byte is. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}

/** Text as it is kept: without control characters, its blanks and empty lines made few. */
export const tidyText = (text: string): string =>
  text
    .replace(/\r\n?|\f|\u2028|\u2029/g, '\n')
    .replace(CONTROL, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
