import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { askProvider } from '../src/api-key/api-key.asking';
import { apiKeyProbes } from '../src/api-key/api-key.probe';
import { startTestProvider, type TestProvider } from './provider';

let provider: TestProvider;
beforeAll(async () => {
  provider = await startTestProvider();
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.shown.length = 0;
});

const ask = (key: string, timeoutMs?: number) =>
  askProvider({ url: provider.url, header: 'Authorization', prefix: 'Bearer ' }, key, timeoutMs);

describe('asking a provider about a key', () => {
  it.each([
    [200, 'accepted'],
    [204, 'accepted'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'silent'],
    [429, 'silent'],
    [500, 'silent'],
    [503, 'silent'],
  ] as const)('takes %i for %s', async (status, expected) => {
    provider.answers(`sk-${status}`, status);
    expect(await ask(`sk-${status}`)).toBe(expected);
    expect(provider.shown).toEqual([`Bearer sk-${status}`]);
  });

  it('follows no redirect, which would carry the key elsewhere', async () => {
    provider.answers('sk-moved', (response) => response.writeHead(302, { location: provider.url }).end());
    expect(await ask('sk-moved')).toBe('silent');
    expect(provider.shown).toEqual(['Bearer sk-moved']);
  });

  it('gives up on a provider that does not answer, and hangs up', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    provider.answers('sk-hangs', (response) => {
      closed = once(response, 'close');
    });
    expect(await ask('sk-hangs', 300)).toBe('silent');
    await closed;
  });

  it('hangs up on an endless answer once it has the head', async () => {
    const closed = new Promise<void>((resolve) => {
      provider.answers('sk-endless', (response: ServerResponse) => {
        const pour = () => {
          while (!response.destroyed && response.write('x'.repeat(16_384)));
        };
        response.on('close', resolve).on('drain', pour);
        pour();
      });
    });
    expect(await ask('sk-endless')).toBe('accepted');
    await closed; // it never ends by itself
  });

  it('says nothing of a key that is no header, and of a provider that is not there', async () => {
    expect(await ask('sk-with\nnewline')).toBe('silent');
    expect(await ask('sk-✓')).toBe('silent');
    expect(provider.shown).toEqual([]);
    expect(await askProvider({ url: 'http://127.0.0.1:1/', header: 'x-api-key' }, 'sk')).toBe('silent');
  });
});

describe('API_KEY_PROBES', () => {
  const read = (probes: unknown, isProduction = false) => apiKeyProbes(isProduction).safeParse(JSON.stringify(probes));
  const probe = { url: 'https://api.example.com/v1/models', header: 'authorization', prefix: 'Bearer ' };

  it('gives a probe to a service, in small letters, and none when it is not set', () => {
    expect(read({ OpenAI: probe }).data).toEqual({ openai: probe });
    expect(apiKeyProbes(true).parse(undefined)).toEqual({});
  });

  it('takes http to this machine alone, and not in production', () => {
    const local = { local: { ...probe, url: 'http://127.0.0.1:9/x' } };
    expect(read(local).success).toBe(true);
    expect(read(local, true).success).toBe(false);
  });

  it.each([
    { ...probe, url: 'http://api.example.com/' },
    { ...probe, url: 'http://127.0.0.1.example.com/' },
    { ...probe, url: 'https://user:secret@api.example.com/' },
    { ...probe, url: 'ftp://127.0.0.1/' },
    { ...probe, url: 'models' },
    { ...probe, url: undefined },
    { ...probe, header: 'Host' },
    { ...probe, header: 'x y' },
    { ...probe, header: undefined },
    { ...probe, prefix: 'Bearer\r\n' },
    null,
  ])('refuses %j', (wrong) => {
    expect(read({ openai: wrong }).success).toBe(false);
  });

  it('refuses what is no object', () => {
    expect(read([probe]).success).toBe(false);
    expect(read(null).success).toBe(false);
    expect(apiKeyProbes(false).safeParse('{').success).toBe(false);
  });
});
