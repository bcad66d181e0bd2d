import type { Viewer } from '../access/viewer';
import { PlatError } from '../errors/plat-error';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

/** Asks, where a request that is refused as a whole is an answer too. */
export async function askSafely(
  service: TestSubgraph,
  viewer: Viewer,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<TestAnswer> {
  try {
    return await service.ask(viewer, query, { ...variables });
  } catch (error) {
    if (error instanceof PlatError) return { data: null, errors: [{ message: error.message, extensions: { code: error.code } }] };
    throw error;
  }
}
