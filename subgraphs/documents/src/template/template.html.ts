import type { TemplateFault } from './template.faults';
import type { Token } from './template.tags';
import type { Piece } from './template.tree';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A value in HTML, where {@link unsafeTags} finds nothing: in text, and in attributes between quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

export const htmlOf = ({ text, isValue }: Piece): string => (isValue ? escapeHtml(text) : text);

/** Elements in which no entity is read: escaping does not help there. */
const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext']);
/** Elements that hold text alone, entities among it. */
const TEXT_ONLY = new Set(['title', 'textarea']);
/** Attributes whose values are a language of their own. */
const ACTIVE = /^(on.*|style|srcdoc|srcset|http-equiv|content)$/;
/** Attributes that lead somewhere: the template has to say whereto, before a value says anything. */
const ADDRESS = /^(.*:)?(href|src|action|formaction|cite|data|poster|background|ping|manifest|longdesc|usemap)$/;
const SAFE_ADDRESS = /^\s*(https?:\/\/[^/?#]+[/?#]|mailto:|tel:|#)/i;

type State = 'TEXT' | 'RAW' | 'TAG' | 'COMMENT' | 'DECLARATION';

/** Where in HTML a piece of a template ends. */
class Place {
  private state: State = 'TEXT';
  private element = '';
  private attribute = '';
  private quote = '';
  private value = '';
  /** What was read and not understood yet. */
  private rest = '';

  read(text: string): void {
    this.rest += text;
    while (this.step()) {}
  }

  /** Why a value may not stand here. */
  refusal(): string | undefined {
    if (this.state === 'RAW' && RAW.has(this.element)) return `must not be in <${this.element}>`;
    if (this.state === 'COMMENT' || this.state === 'DECLARATION') return 'must not be in a comment';
    if (this.state !== 'TAG') return this.rest.includes('<') ? 'must not name an element' : undefined;
    if (!this.quote) return 'must be in text, or in an attribute between quotes';
    if (ACTIVE.test(this.attribute)) return `must not be in ${this.attribute}`;
    const isSafe = !ADDRESS.test(this.attribute) || SAFE_ADDRESS.test(this.value);
    return isSafe ? undefined : `must follow the beginning of an address in ${this.attribute}: https://…/, mailto: or tel:`;
  }

  /** Notes that something stands here. */
  take(): void {
    if (this.quote) this.value += '\u0000';
  }

  private step(): boolean {
    if (this.state === 'TAG') return this.quote ? this.inValue() : this.inTag();
    if (this.state === 'COMMENT') return this.skipTo('-->');
    if (this.state === 'DECLARATION') return this.skipTo('>');
    if (this.state === 'RAW') {
      const end = new RegExp(`</${this.element}(?=[\\s/>])`, 'i').exec(this.rest);
      if (!end) return false;
      return this.enter('TAG', this.rest.slice(end.index + end[0].length), `/${this.element}`);
    }
    const from = this.rest.indexOf('<');
    if (from < 0) return this.drop(this.rest.length);
    const markup = this.rest.slice(from);
    if (markup.startsWith('<!--')) return this.enter('COMMENT', markup.slice(4));
    if (/^<[!?]/.test(markup)) return markup.length > 3 || markup.includes('>') ? this.enter('DECLARATION', markup.slice(2)) : false;
    const [tag, name] = /^<(\/?[a-z][^\s/>]*)(?=[\s/>])/i.exec(markup) ?? [];
    if (tag && name) return this.enter('TAG', markup.slice(tag.length), name.toLowerCase());
    if (/^<(\/?([a-z][^\s/>]*)?)?$/i.test(markup)) return false;
    return this.drop(from + 1);
  }

  private inTag(): boolean {
    const [all, attribute, quote] = /^[\s/]*(?:([^\s/>=]+)\s*(?:=\s*(["']?))?)?/.exec(this.rest) ?? [];
    if (!all) {
      if (!this.rest.startsWith('>')) return this.drop(this.rest ? 1 : 0);
      const opens = !this.element.startsWith('/') && (RAW.has(this.element) || TEXT_ONLY.has(this.element));
      return this.enter(opens ? 'RAW' : 'TEXT', this.rest.slice(1), this.element);
    }
    if (all.length === this.rest.length && !quote) return false;
    this.attribute = (attribute ?? '').toLowerCase();
    this.quote = quote ?? '';
    this.value = '';
    return this.drop(all.length);
  }

  private inValue(): boolean {
    const end = this.rest.indexOf(this.quote);
    this.value += end < 0 ? this.rest : '';
    if (end < 0) return this.drop(this.rest.length);
    this.quote = '';
    return this.drop(end + 1);
  }

  private skipTo(end: string): boolean {
    const at = this.rest.indexOf(end);
    return at >= 0 && this.enter('TEXT', this.rest.slice(at + end.length));
  }

  private enter(state: State, rest: string, element = ''): true {
    Object.assign(this, { state, rest, element, attribute: '', quote: '', value: '' });
    return true;
  }

  private drop(length: number): boolean {
    this.rest = this.rest.slice(length);
    return length > 0;
  }
}

/** Tags of an HTML template that print where escaping would not keep a value from being read as something else. */
export function unsafeTags(tokens: readonly Token[]): TemplateFault[] {
  const place = new Place();
  return tokens.flatMap((token): TemplateFault[] => {
    if (token.kind === 'TEXT') place.read(token.text);
    if (token.kind !== 'PRINT') return [];
    const message = place.refusal();
    place.take();
    return message ? [{ code: 'UNSAFE_TAG', message, tag: token.name, offset: token.offset }] : [];
  });
}
