import type { TemplateFault } from './template.faults';

/** What a tag does: prints a variable, begins a part for each item or where a flag is set, or where it is not, or ends one. */
export type TagKind = 'PRINT' | 'SECTION' | 'INVERTED' | 'END';

/** A piece of a template: text that stays as it is, or a tag. */
export type Token =
  | { readonly kind: 'TEXT'; readonly text: string; readonly offset: number }
  | { readonly kind: TagKind; readonly name: string; readonly offset: number; readonly end: number };

const NAME = /^(\.|[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?)$/;
const KINDS: Readonly<Record<string, TagKind>> = { '#': 'SECTION', '^': 'INVERTED', '/': 'END' };

/** Splits a template at its tags. There is nothing between braces but a name, and what is to be done with it: no expression. */
export function tokenize(source: string): { readonly tokens: Token[]; readonly faults: TemplateFault[] } {
  const tokens: Token[] = [];
  const faults: TemplateFault[] = [];
  let from = 0;
  const text = (to: number) => {
    const literal = source.slice(from, to);
    if (literal) tokens.push({ kind: 'TEXT', text: literal, offset: from });
    for (let at = literal.indexOf('}}'); at >= 0; at = literal.indexOf('}}', at + 2))
      faults.push({ code: 'UNOPENED_TAG', message: 'these braces end a tag that nothing begins', offset: from + at });
  };
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', from)) {
    text(open);
    const close = source.indexOf('}}', open + 2);
    const next = source.indexOf('{{', open + 2);
    if (close < 0 || (next >= 0 && next < close)) {
      faults.push({ code: 'UNCLOSED_TAG', message: 'these braces begin a tag that does not end', offset: open });
      from = open + 2;
      continue;
    }
    from = close + 2;
    // Readers of tags differ in which braces of three they take; so nobody may write three.
    if (source[from] === '}') faults.push({ code: 'UNOPENED_TAG', message: 'one brace is too many', offset: from });
    const inside = source.slice(open + 2, close).trim();
    const kind = KINDS[inside.charAt(0)] ?? 'PRINT';
    const name = kind === 'PRINT' ? inside : inside.slice(1);
    if (NAME.test(name)) tokens.push({ kind, name, offset: open, end: from });
    else faults.push({ code: 'UNDECLARED_TAG', message: 'this is no name of a variable', tag: inside.slice(0, 100), offset: open });
  }
  text(source.length);
  return { tokens, faults };
}

/** Everything in a text that would be read as a tag, as it is written. */
export const tagsIn = (text: string): string[] => [...text.matchAll(/\{\{[\s\S]*?\}\}/g)].map(([tag]) => tag);
