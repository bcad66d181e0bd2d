import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

/** A PDF with a page of text for each of these. */
export const aPdf = (pages: readonly string[], options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pdf = new PDFDocument({ autoFirstPage: false, size: 'LETTER', ...options });
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
    for (const page of pages) pdf.addPage().text(page);
    pdf.end();
  });

/** A PDF with one page whose drawing is these bytes, packed, which they may be many times over. */
export function aPdfDrawing(drawing: Buffer): Buffer {
  const packed = deflateSync(drawing, { level: 9 });
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  const length = () => parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const add = (body: string | Buffer) => {
    offsets.push(length());
    parts.push(Buffer.from(`${offsets.length} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n'));
  };
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  add('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>');
  add(
    Buffer.concat([Buffer.from(`<< /Length ${packed.byteLength} /Filter /FlateDecode >>\nstream\n`), packed, Buffer.from('\nendstream')]),
  );
  const table = length();
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 5\n0000000000 65535 f \n${rows}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`));
  return Buffer.concat(parts);
}

const crc = (bytes: Buffer): number => {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
};

/** A PNG that says how large it is, and has next to nothing of it. */
export function aPngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(8_192))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A moving GIF of one pixel. */
export function aGifOf(frames: number): Buffer {
  const frame = Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  const head = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255])]);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

/** A TIFF whose one directory says that it has this many entries. */
export function aTiffWith(entries: number, values = 1): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 12 * Math.min(entries, 600) + 4);
  tiff.write('II');
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(entries, 8);
  for (let entry = 0; entry < Math.min(entries, 600); entry += 1) {
    tiff.writeUInt16LE(256 + entry, 10 + entry * 12);
    tiff.writeUInt16LE(4, 12 + entry * 12);
    tiff.writeUInt32LE(values, 14 + entry * 12);
    tiff.writeUInt32LE(1, 18 + entry * 12);
  }
  return tiff;
}
