/** Elements whose content nobody reads. */
const UNREAD = ['script', 'style', 'template', 'noscript', 'svg', 'head'] as const;
/** Elements that do not part words. */
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'bdo',
  'cite',
  'code',
  'em',
  'font',
  'i',
  'ins',
  'mark',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
]);
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of an HTML document. Nothing of it is carried out or fetched, and each character is looked at once. */
export function textOfHtml(html: string): string {
  const parts: string[] = [];
  const lower = html.toLowerCase();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    parts.push(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open + 4);
      continue;
    }
    const name = /^<\/?([a-z][a-z0-9]*)/.exec(lower.slice(open, open + 32))?.[1];
    if (!name && !/^<[!/?]/.test(html.slice(open, open + 2))) {
      parts.push('<'); // less than
      at = open + 1;
      continue;
    }
    at = afterTag(html, open);
    if (!name || !INLINE.has(name)) parts.push('\n');
    if (UNREAD.some((one) => one === name) && lower[open + 1] !== '/' && html[at - 2] !== '/')
      at = afterTag(html, endOf(lower, name as string, at));
  }
  parts.push(html.slice(at));
  return parts.join('').replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,6});/gi, (entity, name: string) => character(name) ?? entity);
}

const after = (text: string, what: string, from: number): number => {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
};

const endOf = (lower: string, name: string, from: number): number => {
  const found = lower.indexOf(`</${name}`, from);
  return found < 0 ? lower.length : found;
};

/** Behind the tag that begins here; a `>` within quotes is none of it. */
function afterTag(html: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < html.length; at += 1) {
    const char = html[at] as string;
    if (quote) quote = char === quote ? '' : quote;
    else if (char === '>') return at + 1;
    else if (char === '"' || char === "'") quote = char;
  }
  return html.length;
}

function character(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ' ';
}
