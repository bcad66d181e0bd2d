import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { FileWork } from '../src/file-worker/file-work';
import { WORK_LIMITS, workOn } from '../src/file-worker/file-worker';
import { aGifOf, aPdf, aPdfDrawing, aPngOf, aTiffWith } from './files.factory';

const bounds = { pages: 50, characters: 100_000 };
const asText = (form: 'PDF' | 'PLAIN' | 'HTML', more = {}) => ({ kind: 'TEXT', form, bounds: { ...bounds, ...more } }) as const;
const asPictures = (form: 'PDF' | 'IMAGE') =>
  ({ kind: 'PICTURES', form, sizes: ['SMALL', 'LARGE'], bounds: { pixels: 50_000_000, frames: 1_000 } }) as const;
const open = () => new AbortController().signal;
const ask = <W extends FileWork>(work: W, bytes: Uint8Array, limits = WORK_LIMITS) => workOn(work, bytes, limits, open());

describe('the text of files', () => {
  it('is read out of a PDF, page by page', async () => {
    const pdf = await aPdf(['The grantor conveys the parcel.', 'Signed in Zürich.']);
    const { text, isCut } = await ask(asText('PDF'), pdf);
    expect(text).toBe('The grantor conveys the parcel.\nSigned in Zürich.');
    expect(isCut).toBe(false);
  });

  it('ends after so many pages, and so many characters', async () => {
    const pdf = await aPdf(['One.', 'Two.', 'Three.']);
    expect(await ask(asText('PDF', { pages: 2 }), pdf)).toEqual({ text: 'One.\nTwo.', isCut: true });
    expect(await ask(asText('PDF', { characters: 6 }), pdf)).toEqual({ text: 'One.\nT', isCut: true });
    expect(await ask(asText('PLAIN', { characters: 3 }), Buffer.from('abcdef'))).toEqual({ text: 'abc', isCut: true });
  });

  it.each([
    ['UTF-8', Buffer.from('Größe: 5 €'), 'Größe: 5 €'],
    ['UTF-8 with a mark', Buffer.from('\ufeffGröße'), 'Größe'],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Größe', 'utf16le')]), 'Größe'],
    ['UTF-16 the other way', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Größe', 'utf16le').swap16()]), 'Größe'],
    ['Latin-1', Buffer.from('Größe', 'latin1'), 'Größe'],
    ['what PostgreSQL refuses', Buffer.from('a\0b\u0001c'), 'a b c'],
    ['half a character', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a\ud800b', 'utf16le')]), 'a\ufffdb'],
  ])('is read from %s', async (_, bytes, text) => {
    expect((await ask(asText('PLAIN'), bytes)).text).toBe(text);
  });

  it('is what HTML shows, not what it does', async () => {
    const html = `<!doctype html><title>T</title><head><title>x</title></head><body onload="a > b"><p>Deed of <b>tr</b>ust &amp; note
      <script>alert('<p>no</p>')</script><style>p { color: red }</style><!-- <p>hidden</p> --><br>5 < 6 &#8364; &#xD800;</p>`;
    expect((await ask(asText('HTML'), Buffer.from(html))).text).toBe('T\nDeed of trust & note\n5 < 6 €');
  });

  it('is refused for what is no PDF, is locked, or is made to cost too much', async () => {
    await expect(ask(asText('PDF'), Buffer.from('%PDF-1.7 nothing'))).rejects.toMatchObject({ fault: 'MALFORMED' });
    const locked = await aPdf(['Secret'], { userPassword: 'sesame' });
    await expect(ask(asText('PDF'), locked)).rejects.toMatchObject({ fault: 'ENCRYPTED' });
    const pdf = await aPdf(['Text']);
    await expect(ask(asText('PDF'), pdf, { ...WORK_LIMITS, milliseconds: 1 })).rejects.toMatchObject({ fault: 'OUT_OF_TIME' });
  });

  it('costs the thread alone what a PDF unpacks to', async () => {
    const bomb = aPdfDrawing(Buffer.alloc(400_000_000, '0 0 m 9 9 l S\n'));
    expect(bomb.byteLength).toBeLessThan(2_000_000);
    const before = process.memoryUsage().rss;
    const limits = { ...WORK_LIMITS, memory: 64 * 1024 * 1024, milliseconds: 5_000 };
    await expect(ask(asText('PDF'), bomb, limits)).rejects.toMatchObject({ fault: expect.stringMatching(/OUT_OF_(MEMORY|TIME)/) });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('leaves the event loop to others meanwhile, and ends when the service does', async () => {
    const bomb = aPdfDrawing(Buffer.alloc(100_000_000, '0 0 m 9 9 l S\n'));
    const stop = new AbortController();
    const work = workOn(asText('PDF'), bomb, { ...WORK_LIMITS, memory: 1024 ** 3 }, stop.signal);
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
      if (turns === 5) stop.abort();
    }, 5);
    await expect(work).rejects.toThrow('aborted');
    clearInterval(turning);
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});

describe('pictures of files', () => {
  it('are made of an image, upright, smaller, without what it says besides', async () => {
    const photo = await sharp({ create: { width: 600, height: 300, channels: 3, background: 'red' } })
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Copyright: 'Whereabouts' } })
      .jpeg()
      .toBuffer();
    expect(photo.includes('Whereabouts')).toBe(true);
    const pictures = await ask(asPictures('IMAGE'), photo);
    expect(pictures.map(({ size, width, height }) => [size, width, height])).toEqual([
      ['SMALL', 80, 160],
      ['LARGE', 300, 600],
    ]);
    for (const { bytes } of pictures) {
      const { format, exif, orientation } = await sharp(bytes).metadata();
      expect([format, exif, orientation]).toEqual(['webp', undefined, undefined]);
      expect(Buffer.from(bytes).includes('Whereabouts')).toBe(false);
    }
  });

  it('are made of the first page of a PDF', async () => {
    const [small, large] = await ask(asPictures('PDF'), await aPdf(['Deed', 'Second']));
    expect([small?.width, small?.height, large?.width, large?.height]).toEqual([124, 160, 927, 1_200]);
    const { dominant } = await sharp(large?.bytes).stats();
    expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(230); // paper
  });

  it.each([
    ['50,000 × 50,000 pixels in 10 KB', aPngOf(50_000, 50_000), 'TOO_MANY_PIXELS'],
    ['10,000 frames', aGifOf(10_000), 'TOO_MANY_FRAMES'],
    ['a directory of 65,535 entries', aTiffWith(65_535), 'MALFORMED'],
    ['entries of four billion values', aTiffWith(10, 0xffffffff), 'MALFORMED'],
    ['no image at all', Buffer.from('GIF89a'), 'MALFORMED'],
    [
      'a drawing',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
      'MALFORMED',
    ],
  ])('are refused for %s', async (_, bytes, fault) => {
    await expect(ask(asPictures('IMAGE'), bytes)).rejects.toMatchObject({ fault });
  });
});
