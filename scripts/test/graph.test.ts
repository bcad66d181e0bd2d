import { describe, expect, it } from '@jest/globals';
import { undeclaredBreaks } from '../src/graph/breaking';
import { composeGraph } from '../src/graph/compose';
import { declaredBreaks, publishedApi, staleFiles } from '../src/graph/files';

describe('the graph', () => {
  it('composes without an error or a hint, and is in git as the code makes it', () => {
    expect(staleFiles(composeGraph())).toEqual([]);
  });

  it('breaks no client without saying so', async () => {
    expect(await undeclaredBreaks(publishedApi() as string, composeGraph().api, declaredBreaks())).toEqual([]);
  });

  it('notices a break, and lets through what was declared', async () => {
    const [before, after] = ['type Query { a: Int b: Int }', 'type Query { a: Int }'];
    const [change] = await undeclaredBreaks(before, after, []);
    expect(change).toContain('removed');
    expect(await undeclaredBreaks(before, after, [{ change: change as string, reason: 'nobody used it' }])).toEqual([]);
    expect(await undeclaredBreaks(after, before, [])).toEqual([]);
  });
});
