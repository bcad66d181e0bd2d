import 'reflect-metadata';
import { SetupError } from '@plat/shared/database/setup-error';
import { runCommand } from '../command';
import { undeclaredBreaks } from './breaking';
import { composeGraph } from './compose';
import { API, BREAKING, declaredBreaks, publishedApi, staleFiles, writeFiles } from './files';

/** `npm run graph`: prints the services' schemas and composes the supergraph; with `--check` it only compares. */
void runCommand(async () => {
  const graph = composeGraph();
  const breaks = await undeclaredBreaks(publishedApi() ?? graph.api, graph.api, declaredBreaks());
  if (breaks.length > 0) {
    throw new SetupError(
      `These changes break clients of ${API}. Keep the old way beside the new one, or declare each in ${BREAKING} with its reason:\n  ${breaks.join('\n  ')}`,
    );
  }
  const stale = staleFiles(graph);
  if (process.argv.includes('--check')) {
    if (stale.length > 0) throw new SetupError(`Stale: ${stale.join(', ')}. Run "npm run graph" and commit what it writes.`);
    console.log('The graph in git is what the code makes.');
    return;
  }
  writeFiles(graph);
  console.log(stale.length > 0 ? `Wrote ${stale.join(', ')}.` : 'Nothing changed.');
});
