import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Viewer } from '@plat/shared/access/viewer';
import { LONGEST_S, SignedUrls, type SignedUse } from './signed-url';

const start = Date.parse('2026-03-01T12:00:00Z');
let now = start;
const urls = new SignedUrls(randomBytes(32), 'https://files.example.com', () => new Date(now));
const ann = new Viewer({ userId: randomUUID(), sessionId: randomUUID(), role: 'USER', permissions: ['lead:read'], asOf: 7 });
const use: SignedUse = {
  kind: 'content',
  method: 'GET',
  path: '/content/1.pdf',
  claims: { documentId: '1', length: 10, grant: undefined },
};

/** The request line of somebody who follows the address. */
const target = (url: string) => url.slice('https://files.example.com'.length);
const signed = (more: Partial<SignedUse> = {}, seconds?: number) => {
  now = start;
  return target(urls.sign(ann, { ...use, ...more }, seconds).url);
};
const verify = (line: string, method = 'GET', kind = 'content') => urls.verify(kind, { method, target: line });
const refused = expect.objectContaining({ code: 'FORBIDDEN', message: 'This address is not valid, or no longer: ask for a new one.' });
const refusal = (work: () => unknown) => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return error;
  }
};

describe('a signed address', () => {
  it('says for whom and what it was made, and when it ends', () => {
    const { viewer, claims, expiresAt } = verify(signed());
    expect(viewer.identity).toEqual(ann.identity);
    expect([claims, expiresAt]).toEqual([{ documentId: '1', length: 10 }, new Date(start + 300_000)]);
    expect(verify(signed(), 'HEAD').claims).toEqual(claims);
  });

  it('counts for five minutes, and for no longer whatever is asked for', () => {
    const line = signed({}, 3_600);
    now = start + LONGEST_S * 1_000 - 1;
    expect(verify(line).claims.length).toBe(10);
    now += 1;
    expect(refusal(() => verify(line))).toEqual(refused);
    const short = signed({}, 10);
    now = start + 10_000;
    expect(refusal(() => verify(short))).toEqual(refused);
  });

  it('is refused for another method, another path, another kind, and with another key', () => {
    const line = signed();
    for (const method of ['PUT', 'POST', 'DELETE', 'get', '']) expect(refusal(() => verify(line, method))).toEqual(refused);
    expect(refusal(() => verify(signed({ method: 'PUT' }), 'HEAD'))).toEqual(refused);
    expect(refusal(() => verify(line, 'GET', 'upload'))).toEqual(refused);
    expect(refusal(() => verify(line.replace('1.pdf', '2.pdf')))).toEqual(refused);
    const others = new SignedUrls(randomBytes(32));
    expect(refusal(() => others.verify('content', { method: 'GET', target: line }))).toEqual(refused);
  });

  it('has one spelling', () => {
    const line = signed();
    const [path, query] = line.split('?') as [string, string];
    const [text, mac] = query.slice('signature='.length).split('.') as [string, string];
    const padded = Buffer.from(text, 'base64url').toString('base64');
    const spellings = [
      '',
      '/',
      path,
      `${path}?`,
      `/${path}?${query}`,
      `${path}/?${query}`,
      `/content/./1.pdf?${query}`,
      `/content/../content/1.pdf?${query}`,
      `/%63ontent/1.pdf?${query}`,
      `/content%2f1.pdf?${query}`,
      `/content%252F1.pdf?${query}`,
      `/content/1%252Epdf?${query}`,
      `${path}?${query}&`,
      `${path}?${query}#x`,
      `${path}?x=1&${query}`,
      `${path}?${query}&${query}`,
      `${path}?signature=${text}%2E${mac}`,
      `${path}?signature=${text}.${mac}=`,
      `${path}?signature=${padded.replaceAll('+', '%2B')}.${mac}`,
      `${path}?signature=+${text}.${mac}`,
      `${path}?signature=${text}.${mac.replace(/.$/, '+')}`,
      `${path}?signature=${text}.${mac.slice(1)}`,
      `${path}?signature=${text}.`,
      `${path}?signature=.${mac}`,
      `${path}?signature=${'A'.repeat(20_000)}.${mac}`,
      `${path}?Signature=${text}.${mac}`,
    ];
    for (const spelling of spellings) expect([spelling, refusal(() => verify(spelling))]).toEqual([spelling, refused]);
  });

  it('cannot be changed in any byte', () => {
    const line = signed();
    for (let at = 0; at < line.length; at += 1) {
      const other = line[at] === 'A' ? 'B' : 'A';
      expect([at, refusal(() => verify(line.slice(0, at) + other + line.slice(at + 1)))]).toEqual([at, refused]);
    }
  });

  it('does not take what it says from one address to another', () => {
    const mine = signed();
    const theirs = target(urls.sign(new Viewer({ userId: randomUUID(), role: 'ADMIN' }), use).url);
    const [head, text] = mine.split('.pdf?signature=') as [string, string];
    const [, other] = theirs.split('.pdf?signature=') as [string, string];
    const crossed = `${head}.pdf?signature=${other.split('.')[0]}.${text.split('.')[1]}`;
    expect(refusal(() => verify(crossed))).toEqual(refused);
  });

  it('is made for no path that would be encoded', () => {
    for (const path of ['content', '/a b', '/a%20b', '/ä', '/a?b=c', '/a#b', '/a\n'])
      expect(() => urls.sign(ann, { ...use, path })).toThrow('would be encoded');
  });

  it('leads to where the service listens, unless the operator says how it is reached', () => {
    const own = new SignedUrls(randomBytes(32));
    own.listensAt('http://127.0.0.1:4711');
    expect(own.sign(ann, use).url).toMatch(/^http:\/\/127\.0\.0\.1:4711\/content\/1\.pdf\?signature=/);
    urls.listensAt('http://127.0.0.1:4711');
    expect(urls.sign(ann, use).url).toMatch(/^https:\/\/files\.example\.com\//);
  });
});
