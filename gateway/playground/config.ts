import type { DemoUser } from '../src/playground/playground';

/** What the gateway tells the page about itself. */
export interface PlaygroundConfig {
  /** Accounts offered as buttons; none outside the demo. */
  readonly demoUsers: readonly DemoUser[];
  /** Path of the GraphQL endpoint on the page's own origin. */
  readonly graphql: string;
}

/** Without its config the page still works: one types one's own email, and the endpoint is at its usual path. */
const fallback: PlaygroundConfig = { demoUsers: [], graphql: '/graphql' };

export const loadConfig = async (): Promise<PlaygroundConfig> => {
  try {
    const response = await fetch('/playground/config.json', { cache: 'no-store' });
    return response.ok ? ((await response.json()) as PlaygroundConfig) : fallback;
  } catch {
    return fallback;
  }
};
