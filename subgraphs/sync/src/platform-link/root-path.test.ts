import { describe, expect, it } from '@jest/globals';
import { SyncPlatform } from './platform-link.entity';
import { rootPathFault } from './root-path';

describe('a root path', () => {
  it.each([
    ['UBUNTU', '/'],
    ['UBUNTU', '/home/ann/Übung …'],
    ['IOS', '/Documents'],
    ['DROPBOX', '/'],
    ['DROPBOX', '/Apps/Plat..old'],
    ['WINDOWS', 'C:\\papers'],
    ['WINDOWS', 'd:/'],
    ['WINDOWS', '\\\\server\\share\\papers'],
    ['WEB', 'https://dav.example.com/papers/'],
    ['WEB', 'http://localhost:8080'],
  ] as const)('of %s may be %s', (platform, path) => {
    expect(rootPathFault(SyncPlatform[platform], path)).toBeUndefined();
  });

  it.each([
    ['UBUNTU', ''],
    ['UBUNTU', 'papers'],
    ['UBUNTU', '~/papers'],
    ['UBUNTU', 'C:\\papers'],
    ['UBUNTU', '/home/../etc'],
    ['UBUNTU', '/a\n'],
    ['UBUNTU', `/${'a'.repeat(4_096)}`],
    ['IOS', 'Documents'],
    ['DROPBOX', 'https://dropbox.com/home'],
    ['WINDOWS', 'papers'],
    ['WINDOWS', '/papers'],
    ['WINDOWS', 'C:papers'],
    ['WINDOWS', '\\papers'],
    ['WINDOWS', '\\\\server'],
    ['WINDOWS', 'C:\\a\\..\\b'],
    ['WEB', '/papers'],
    ['WEB', 'ftp://example.com'],
    ['WEB', 'javascript:alert(1)'],
    ['WEB', 'https://ann:secret@example.com'],
  ] as const)('of %s may not be %j', (platform, path) => {
    expect(rootPathFault(SyncPlatform[platform], path)).toMatch(/^must /);
  });
});
