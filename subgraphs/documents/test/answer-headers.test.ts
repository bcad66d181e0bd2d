import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import sharp from 'sharp';
import { ask, filed, urlFor } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { aPdf } from './files.factory';
import { put, someText, start } from './uploads.factory';

let documents: TestDocuments;
let origin: string;
beforeAll(async () => {
  documents = await startTestDocuments();
  origin = await documents.listen();
});
afterAll(() => documents.stop());

const ann = aViewer();
const inline = async (bytes: Buffer, fileName: string, mimeType: string) =>
  ask(await urlFor(documents, ann, await filed(documents, ann, bytes, { fileName, mimeType }), { disposition: 'INLINE' }));
const policyOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['content-security-policy']);

describe('what browsers are told of an answer', () => {
  it('is that a picture is shown alone, and a PDF by the viewer that browsers have, which they take out of every sandbox', async () => {
    const picture = await inline(
      await sharp({ create: { width: 3, height: 3, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      'a.png',
      'image/png',
    );
    expect(policyOf(picture)).toMatch(/^default-src 'none'.*; sandbox$/);
    const pdf = await inline(await aPdf(['Deed']), 'a.pdf', 'application/pdf');
    expect([pdf.headers['content-type'], pdf.headers['content-disposition']]).toEqual(['application/pdf', 'inline; filename="a.pdf"']);
    expect(policyOf(pdf)).toMatch(/^default-src 'none';.*object-src 'self'$/);
    expect(policyOf(pdf)).not.toMatch(/sandbox|script-src/);
  });

  it('is that a PDF which acts by itself, or is saved, stays in a sandbox', async () => {
    const acts = Buffer.concat([await aPdf(['Deed']), Buffer.from('\n% /JavaScript (app.alert(1))\n')]);
    const shown = await inline(acts, 'b.pdf', 'application/pdf');
    expect(shown.headers['content-disposition']).toBe('attachment; filename="b.pdf"');
    const saved = await ask(await urlFor(documents, ann, await filed(documents, ann, await aPdf(['Will']), { fileName: 'c.pdf' })));
    for (const answer of [shown, saved]) expect(policyOf(answer)).toMatch(/; sandbox$/);
  });

  it('is never to guess, on any path, whatever is answered', async () => {
    const upload = await start(documents, ann, someText());
    const url = await urlFor(documents, ann, await filed(documents, ann));
    const answers = [
      await ask(url),
      await ask(url, { method: 'HEAD' }),
      await ask(url, { headers: { range: 'bytes=2000-' } }),
      await ask(`${url}x`),
      ...(await Promise.all(
        ['content', 'media', 'thumbnails', 'bundles', 'share/file'].map((path) => ask(`${origin}/${path}/x?signature=x`)),
      )),
    ];
    const pages = await fetch(`${origin}/share/none`);
    for (const { status, headers } of [...answers, { status: pages.status, headers: Object.fromEntries(pages.headers) }]) {
      expect([status, headers['x-content-type-options'], headers['referrer-policy']]).toEqual([status, 'nosniff', 'no-referrer']);
      expect(policyOf({ headers })).toMatch(/^default-src 'none'.*sandbox/);
    }
    expect(Object.fromEntries(pages.headers)['content-security-policy']).toMatch(
      /; sandbox allow-same-origin allow-forms allow-downloads$/,
    );
    expect((await put(`${upload.parts[0]?.url}`, someText())).status).toBe(200);
  });
});
