import type { Document } from '../document/document.entity';

/** A document as a visitor is shown it. */
export interface SharedDocument {
  readonly document: Pick<Document, 'id' | 'title' | 'fileName' | 'fileSize' | 'mimeType'>;
  /** Where its file is had; none while it asks for its PIN, or its original lies elsewhere. */
  readonly url?: string;
  readonly asksForPin: boolean;
  /** What became of the PIN that was just given for it. */
  readonly fault?: string;
}

/** No script and nothing of others: what is here is all that there is. Its own origin it keeps, or no cookie would come with a PIN. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'` +
    '; sandbox allow-same-origin allow-forms allow-downloads',
  'x-robots-tag': 'noindex, nofollow',
} as const;

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
ul{list-style:none;padding:0}li{border-top:1px solid #767676;padding:1rem 0}h2{font-size:1.125rem;margin:0}p{margin:.25rem 0}
a,button{display:inline-block;min-height:1.5rem;padding:.25rem .5rem}input{font:inherit;padding:.25rem}
:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}.fault{color:#a50000}`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] as string);

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size as people read it. */
function sizeOf(bytes: string | null): string | undefined {
  if (bytes === null) return undefined;
  let [size, unit] = [Number(bytes), 0];
  for (; size >= 1_000 && unit < UNITS.length - 1; unit += 1) size /= 1_000;
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}

const pageOf = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>
${body}
</main></body></html>
`;

/** The same for whoever has no link that holds, whatever the reason. */
export const DEAD_PAGE = pageOf(
  'Nothing is shared here',
  '<p>The address is not valid, or no longer. Ask whoever gave it to you for another one.</p>',
);

/** While something that has to be asked does not answer. */
export const BUSY_PAGE = pageOf('Not right now', '<p>The documents cannot be shown right now. Try again in a moment.</p>');

function entryOf({ document, url, asksForPin, fault }: SharedDocument, index: number): string {
  const name = escaped(document.title);
  const facts = [document.fileName, document.mimeType, sizeOf(document.fileSize)].filter(Boolean).map((one) => escaped(one as string));
  const [input, said] = [`pin-${index}`, `fault-${index}`];
  const parts = [`<h2 id="title-${index}">${name}</h2>`, `<p>${facts.join(' · ')}</p>`];
  if (fault) parts.push(`<p class="fault" role="alert" id="${said}">${escaped(fault)}</p>`);
  if (asksForPin)
    parts.push(`<form method="post"><input type="hidden" name="document" value="${document.id}">
<p><label for="${input}">PIN of this document</label> <input id="${input}" name="pin" type="password" autocomplete="off" required maxlength="128"
 aria-describedby="title-${index}${fault ? ` ${said}` : ''}"${fault ? ' aria-invalid="true"' : ''}> <button>Open</button></p></form>`);
  else if (url) parts.push(`<p><a href="${escaped(url)}" download aria-describedby="title-${index}">Download</a></p>`);
  else parts.push('<p>Its file is not kept here.</p>');
  return `<li>${parts.join('\n')}</li>`;
}

/** The documents of a link. */
export const sharedPage = (documents: readonly SharedDocument[]): string =>
  pageOf(
    documents.length === 1 ? 'A document for you' : 'Documents for you',
    `<ul>\n${documents.map(entryOf).join('\n')}\n</ul>\n<p>Downloads count for five minutes. Load this page again for new ones.</p>`,
  );
