/** Addresses of the bundled workers; the build puts the hashed names here. */
declare const PLAYGROUND_WORKERS: Readonly<Record<'editor' | 'json' | 'graphql', string>>;

/**
 * Tells Monaco where its workers are. They are files of our own origin, so that the page's policy
 * needs neither blob: nor eval; without them Monaco would run its language services on the main thread.
 */
export const installMonacoWorkers = (): void => {
  Object.assign(globalThis, {
    MonacoEnvironment: {
      getWorker: (_id: string, label: string): Worker => {
        const name = label === 'json' || label === 'graphql' ? label : 'editor';
        return new Worker(PLAYGROUND_WORKERS[name], { type: 'module', name });
      },
    },
  });
};
