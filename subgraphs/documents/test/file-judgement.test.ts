import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import type { ByteSource } from '../src/blob/byte-source';
import { mediaTypeOf } from '../src/blob/file-forms';
import { judgeFile } from '../src/blob/file-judgement';
import { displayName } from '../src/blob/file-name';
import { rawZip } from './raw-zip';

const bytesOf = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const source = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  at: async (start, length) => bytes.subarray(start, start + Math.min(length, 65_536)),
  stream: async ({ start, end } = { start: 0, end: bytes.length - 1 }) => {
    const part = bytes.subarray(start, end + 1);
    const chunks = Array.from({ length: Math.ceil(part.length / 70_000) }, (_, index) =>
      part.subarray(index * 70_000, (index + 1) * 70_000),
    );
    return Readable.from(chunks);
  },
});

/** What a file is taken as, or why it is not. */
const judged = (bytes: Buffer | string, name: string) =>
  judgeFile(source(Buffer.from(bytes as string, 'latin1')), name).then(
    ({ sniffedType, attachmentOnly }) => `${sniffedType}${attachmentOnly ? '' : ' shown'}`,
    (error) => (error as { fault?: string }).fault ?? (error as Error).stack,
  );

async function zip(files: Readonly<Record<string, Buffer | string>>, options = {}): Promise<Buffer> {
  const made = new ZipFile();
  for (const [name, content] of Object.entries(files)) made.addBuffer(Buffer.from(content as string), name, options);
  made.end();
  return bytesOf(made.outputStream);
}

const picture = (format: 'png' | 'jpeg' | 'gif' | 'webp' | 'tiff' | 'avif') =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } })
    [format]()
    .toBuffer();
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
const DOCX = { '[Content_Types].xml': '<Types/>', 'word/document.xml': '<document/>' };

describe('what a file is', () => {
  it('follows from its content, and must be what its name says', async () => {
    expect(await judged(PDF, 'deed.PDF')).toBe('application/pdf shown');
    for (const format of ['png', 'jpeg', 'gif', 'webp'] as const)
      expect(await judged(await picture(format), `a.${format}`)).toBe(`image/${format} shown`);
    for (const format of ['tiff', 'avif'] as const) expect(await judged(await picture(format), `a.${format}`)).toBe(`image/${format}`);
    expect(await judged(await zip(DOCX), 'a.docx')).toMatch(/wordprocessingml.document$/);
    expect(await judged(await zip({ 'z.txt': 'first', ...DOCX }), 'a.docx')).toMatch(/wordprocessingml.document$/);
    expect(await judged(await zip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }), 'a.xlsx')).toMatch(/spreadsheetml.sheet$/);
    expect(await judged(await zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '' }), 'a.odt')).toMatch(
      /opendocument.text$/,
    );
    expect(await judged(await zip({ 'a.txt': 'x', 'folder/b.txt': 'y' }), 'a.zip')).toBe('application/zip');
    expect(await judged('Name;Amount\nÄnne;1\n', 'a.csv')).toBe('text/plain');
    expect(await judged('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'a.svg')).toBe('image/svg+xml');
    expect(await judged('<?xml version="1.0"?><a/>', 'a.xml')).toBe('text/plain');
    expect(await judged(Buffer.from('\ufeffAmount\n', 'utf16le'), 'a.txt')).toBe('text/plain');
    expect(await judged('BM is short for something\n', 'a.txt')).toBe('text/plain');
    expect([mediaTypeOf('a.csv', 'text/plain'), mediaTypeOf('a.pdf', 'application/pdf'), mediaTypeOf('odd', 'x/y')]).toEqual([
      'text/csv',
      'application/pdf',
      'x/y',
    ]);
  });

  it.each([
    ['a picture that is called a PDF', async () => judged(await picture('png'), 'a.pdf'), 'TYPE_MISMATCH'],
    ['a PDF that is called a picture', () => judged(PDF, 'a.png'), 'TYPE_MISMATCH'],
    ['a PDF that is called a text', () => judged(PDF, 'a.txt'), 'TYPE_MISMATCH'],
    ['an archive that is called a document', async () => judged(await zip({ 'a.txt': 'x' }), 'a.docx'), 'TYPE_MISMATCH'],
    [
      'a table that is called a document',
      async () => judged(await zip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }), 'a.docx'),
      'TYPE_MISMATCH',
    ],
    ['noise that is called a text', () => judged(randomBytes(5_000), 'a.txt'), 'TYPE_MISMATCH'],
    ['a text with a NUL far behind', () => judged(`${'a'.repeat(200_000)}\0`, 'a.txt'), 'TYPE_MISMATCH'],
    ['nothing', () => judged('', 'a.txt'), 'EMPTY'],
    ['a program of Windows', () => judged('MZ\x90\0\x03', 'a.pdf'), 'EXECUTABLE'],
    ['a program of Linux that is called a text', () => judged('\x7fELF\x02\x01', 'a.txt'), 'EXECUTABLE'],
    ['a script', () => judged('#!/bin/sh\nrm -rf /\n', 'a.txt'), 'EXECUTABLE'],
    ['a program by its name', () => judged('MZ\x90', 'setup.exe'), 'EXTENSION'],
    ['a name whose extension is turned around', () => judged('MZ\x90', '..\u202Egpj.exe'), 'EXTENSION'],
    ['a name without an extension', () => judged(PDF, 'deed'), 'EXTENSION'],
    ['a name that only ends in what is taken', () => judged(PDF, 'pdf'), 'EXTENSION'],
    ['a document with macros', async () => judged(await zip({ ...DOCX, 'word/vbaProject.bin': 'x' }), 'a.docx'), 'EXECUTABLE'],
    ['a document with macros by its name', async () => judged(await zip(DOCX), 'a.docm'), 'EXTENSION'],
  ])('does not take %s', async (_name, tried, fault) => {
    expect(await tried()).toBe(fault);
  });

  it.each([
    ['a GIF that is a script', async () => judged(Buffer.concat([Buffer.from('GIF89a/*'), (await picture('gif')).subarray(8)]), 'a.gif')],
    ['a JPEG with PHP behind it', async () => judged(Buffer.concat([await picture('jpeg'), Buffer.from('<?PHP system($x);')]), 'a.jpg')],
    ['a PNG with a page behind it', async () => judged(Buffer.concat([await picture('png'), Buffer.from('<html><script>')]), 'a.png')],
    ['a PDF that is an archive', async () => judged(Buffer.concat([Buffer.from(PDF), await zip({ 'a.txt': 'x' })]), 'a.pdf')],
    ['a PDF that acts by itself', () => judged(PDF.replace('/Catalog', '/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>'), 'a.pdf')],
    ['a marker across two chunks', async () => judged(Buffer.concat([await picture('png'), Buffer.alloc(200_000, '<?php')]), 'a.png')],
  ])('takes %s, and shows it to no browser', async (_name, tried) => {
    expect(await tried()).toMatch(/^[a-z]+\/[a-z]+$/);
  });
});

describe('archives', () => {
  const deflated = (size: number) => deflateRawSync(Buffer.alloc(size));
  it.each([
    ['one that unpacks to more than a hundred times itself', () => zip({ 'a.txt': Buffer.alloc(5_000_000) }), 'UNSAFE_ARCHIVE'],
    [
      'one that says less than it unpacks to',
      async () => rawZip([{ name: 'a', data: deflated(5_000_000), method: 8, size: 10 }]),
      'DAMAGED',
    ],
    [
      'one with more than a thousand entries',
      () => zip(Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`${index}`, 'x']))),
      'UNSAFE_ARCHIVE',
    ],
    ['one whose entries leave the folder', async () => rawZip([{ name: '../../a.txt', data: Buffer.from('x') }]), 'DAMAGED'],
    ['one with an absolute name', async () => rawZip([{ name: '/etc/passwd', data: Buffer.from('x') }]), 'DAMAGED'],
    ['one with a name of Windows that leaves the folder', async () => rawZip([{ name: '..\\a.txt', data: Buffer.from('x') }]), 'DAMAGED'],
    ['one with a link', () => zip({ link: '/etc/passwd' }, { mode: 0o120777 }), 'UNSAFE_ARCHIVE'],
    [
      'one with a name twice',
      async () =>
        rawZip([
          { name: 'a', data: Buffer.from('x') },
          { name: 'A', data: Buffer.from('y') },
        ]),
      'UNSAFE_ARCHIVE',
    ],
    [
      'one whose entries lie over each other',
      async () =>
        rawZip([
          { name: 'a', data: deflated(100_000), method: 8, size: 100_000 },
          { name: 'b', at: 0 },
        ]),
      'UNSAFE_ARCHIVE',
    ],
    ['one within one within one', async () => zip({ 'a.zip': await zip({ 'b.zip': await zip({ c: 'x' }) }) }), 'UNSAFE_ARCHIVE'],
    ['a bomb within one', async () => zip({ 'a.zip': await zip({ b: Buffer.alloc(5_000_000) }) }), 'UNSAFE_ARCHIVE'],
    ['half of one', async () => (await zip({ a: randomBytes(5_000) })).subarray(0, 4_000), 'DAMAGED'],
    ['one that is encrypted', async () => rawZip([{ name: 'a', data: Buffer.alloc(13), size: 1, flags: 1 }]), 'UNSAFE_ARCHIVE'],
  ])('does not take %s', async (_name, made, fault) => {
    expect(await judged(await made(), 'a.zip')).toBe(fault);
  });

  it('takes one with an archive inside, with a thousand entries, and with large entries that are what they say', async () => {
    expect(await judged(await zip({ 'a.xlsx': await zip({ b: 'x' }) }), 'a.zip')).toBe('application/zip');
    expect(await judged(await zip(Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${index}`, 'x']))), 'a.zip')).toBe(
      'application/zip',
    );
    expect(await judged(await zip({ a: randomBytes(3_000_000), b: Buffer.alloc(3_000_000) }), 'a.zip')).toBe('application/zip');
  });
});

describe('pictures', () => {
  /** A PNG that says how large it is, and has nothing more. */
  const png = (width: number, height: number, frames?: number): Buffer => {
    const chunk = (name: string, data: Buffer) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(data.length);
      head.write(name, 4, 'latin1');
      return Buffer.concat([head, data, Buffer.alloc(4)]);
    };
    const size = Buffer.alloc(13);
    size.writeUInt32BE(width);
    size.writeUInt32BE(height, 4);
    size.writeUInt16BE(0x0802, 8);
    const animation = Buffer.alloc(8);
    animation.writeUInt32BE(frames ?? 0);
    return Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', size),
      ...(frames ? [chunk('acTL', animation)] : []),
      chunk('IDAT', randomBytes(10_000)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  };
  const gif = async (frames: number) => {
    const one = await picture('gif');
    const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
    return Buffer.concat([one.subarray(0, -1), ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
  };
  const tiff = (tags: number, next: number) => {
    const head = Buffer.from('II*\0\x08\0\0\0', 'latin1');
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(256);
    entry.writeUInt16LE(3, 2);
    entry.writeUInt32LE(1, 4);
    entry.writeUInt16LE(10, 8);
    const height = Buffer.from(entry);
    height.writeUInt16LE(257);
    const count = Buffer.alloc(2);
    count.writeUInt16LE(tags);
    const link = Buffer.alloc(4);
    link.writeUInt32LE(next);
    return Buffer.concat([
      head,
      count,
      entry,
      height,
      ...Array.from({ length: Math.max(0, tags - 2) }, () => entry),
      link,
      Buffer.alloc(100),
    ]);
  };

  it.each([
    ['50,000 × 50,000 pixels in 10 KB', async () => png(50_000, 50_000), 'a.png', 'UNSAFE_IMAGE'],
    ['ten thousand pictures in a PNG', async () => png(10, 10, 10_000), 'a.png', 'UNSAFE_IMAGE'],
    ['ten thousand pictures in a GIF', () => gif(10_000), 'a.gif', 'UNSAFE_IMAGE'],
    ['a page with more tags than any has', async () => tiff(20_000, 0), 'a.tiff', 'DAMAGED'],
    ['pages that come back to themselves', async () => tiff(2, 8), 'a.tiff', 'UNSAFE_IMAGE'],
    ['no size', async () => png(0, 10), 'a.png', 'DAMAGED'],
    ['only a beginning', async () => (await picture('jpeg')).subarray(0, 20), 'a.jpg', 'DAMAGED'],
  ])('are not taken with %s', async (_name, made, name, fault) => {
    expect(await judged(await made(), name)).toBe(fault);
  });

  it('are taken with a few pictures', async () => {
    expect(await judged(await gif(10), 'a.gif')).toBe('image/gif shown');
    expect(await judged(tiff(2, 0), 'a.tif')).toBe('image/tiff');
  });
});

describe('the name that is shown', () => {
  it.each([
    ['..\u202Egpj.exe', 'gpj.exe'],
    ['a/../../b', 'a_.._.._b'],
    ['../../etc/cron.d/x', '_.._etc_cron.d_x'],
    ['..\\..\\x.pdf', '_.._x.pdf'],
    ['CON.pdf', '_CON.pdf'],
    ['lpt1', '_lpt1'],
    ['console.pdf', 'console.pdf'],
    ['a\0b\r\nc.pdf', 'abc.pdf'],
    ['-rf.pdf', 'rf.pdf'],
    ['.htaccess', 'htaccess'],
    ['a:b*c?.pdf ', 'a_b_c_.pdf'],
    ['\u200b\ufeff', 'file'],
    ['', 'file'],
    ['Übergabe – Schlüssel 1.pdf', 'Übergabe – Schlüssel 1.pdf'],
    ['%2e%2e%2fa.pdf', '%2e%2e%2fa.pdf'],
  ])('of %j is %j', (given, shown) => {
    expect(displayName(given)).toBe(shown);
  });

  it('has at most 255 bytes and keeps its extension', () => {
    for (const name of [`${'a'.repeat(300)}.pdf`, `${'ü'.repeat(300)}.pdf`, `${'😀'.repeat(300)}.pdf`]) {
      expect(Buffer.byteLength(displayName(name))).toBeLessThanOrEqual(255);
      expect(displayName(name)).toMatch(/.{50}\.pdf$/u);
    }
  });
});
