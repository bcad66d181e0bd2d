import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { displayName } from '../blob/file-name';
import { contentDisposition } from './content-disposition';

describe('the name of a download', () => {
  it.each([
    ['deed.pdf', 'attachment; filename="deed.pdf"'],
    ['Deed of John Doe (final).pdf', 'attachment; filename="Deed of John Doe (final).pdf"'],
    ['..\u202Egpj.exe', 'attachment; filename="gpj.exe"'],
    ['a/../../b', 'attachment; filename="a_.._.._b"'],
    ['../../etc/cron.d/x', 'attachment; filename="_.._etc_cron.d_x"'],
    ['..\\..\\x', 'attachment; filename="_.._x"'],
    ['%2e%2e/x', `attachment; filename="_2e_2e_x"; filename*=UTF-8''%252e%252e_x`],
    ['CON.pdf', 'attachment; filename="_CON.pdf"'],
    ['console.pdf', 'attachment; filename="console.pdf"'],
    ['x\0y.pdf', 'attachment; filename="xy.pdf"'],
    ['-rf', 'attachment; filename="rf"'],
    ['.htaccess', 'attachment; filename="htaccess"'],
    ['deed.pdf. ', 'attachment; filename="deed.pdf"'],
    ['a"; filename="evil.exe', 'attachment; filename="a_; filename=_evil.exe"'],
    ['x\r\nSet-Cookie: a=b', 'attachment; filename="xSet-Cookie_ a=b"'],
    ['Übertragung.pdf', `attachment; filename="Ubertragung.pdf"; filename*=UTF-8''%C3%9Cbertragung.pdf`],
    ['日本.pdf', `attachment; filename="__.pdf"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf`],
    ['\ud800.pdf', 'attachment; filename="pdf"'],
    ['\u{11127}', `attachment; filename="file"; filename*=UTF-8''%F0%91%84%A7`],
    ['', 'attachment; filename="file"'],
    [null, 'attachment; filename="document"'],
  ])('%j', (name, header) => {
    expect(contentDisposition('attachment', name)).toBe(header);
  });

  it('is one header of plain letters and one name, whatever a file is called', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (name) => {
        const header = contentDisposition('inline', name);
        expect(header).toMatch(/^inline; filename="[^"\\%]+"(; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^`|{}#-]+)?$/);
        expect(header).toMatch(/^[ -~]+$/);
        const exact = /filename\*=UTF-8''(.*)$/.exec(header)?.[1];
        if (exact) expect(decodeURIComponent(exact)).toBe(displayName(name));
      }),
      { numRuns: 5_000 },
    );
  });
});
