import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BundleNames } from './bundle.names';

describe('the names in a bundle', () => {
  it('are told apart by a number, whatever the letters', () => {
    const names = new BundleNames('CONTENTS.txt');
    expect(['deed.pdf', 'Deed.PDF', 'deed.pdf', 'deed (2).pdf', 'contents.TXT', null].map((name) => names.of(name))).toEqual([
      'deed.pdf',
      'Deed (2).PDF',
      'deed (3).pdf',
      'deed (2) (2).pdf',
      'contents (2).TXT',
      'document',
    ]);
  });

  it('never leave the folder, and are never twice', () => {
    const nasty = fc.constantFrom(
      '../../etc/passwd',
      'a/../../b',
      '..\\x',
      '/abs',
      'C:\\x',
      '..\u202Egpj.exe',
      'CON.pdf',
      'a\0b',
      '.',
      '..',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 20 }), (all) => {
        const names = new BundleNames();
        const given = all.map((name) => names.of(name));
        for (const name of given) expect(name).not.toMatch(/[/\\\0]|^\.\.?$|^$/);
        expect(new Set(given.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(given.length);
      }),
    );
  });
});
