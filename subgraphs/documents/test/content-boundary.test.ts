import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SRC = join(__dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

/** Where bytes are read for a reason of the service's own, and where they are kept. */
const MAY_OPEN = /^(content\/|blob\/|storage\/)|\.jobs\.ts$/;

describe('the bytes of documents', () => {
  it('are opened by the door to content and by jobs, and by nothing else', () => {
    const opening = files.filter((name) => /\bblobs\??\.open\(|\bBlobs\b.*\bopen\b/.test(readFileSync(join(SRC, name), 'utf8')));
    expect(opening).toContain('content/content.door.ts');
    expect(opening.filter((name) => !MAY_OPEN.test(name))).toEqual([]);
  });

  it('are read from storages by what keeps blobs and uploads alone', () => {
    const reading = files.filter((name) => /storages?(\.\w+(\([^)]*\))?)?\.read\(/.test(readFileSync(join(SRC, name), 'utf8')));
    expect(reading.filter((name) => !/^(blob|storage|upload)\//.test(name))).toEqual([]);
  });
});
