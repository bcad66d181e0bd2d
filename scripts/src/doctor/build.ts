import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@plat/shared/database/service';
import { broken, type Finding, good, note, type Surroundings } from './finding';

/** What a start runs, by workspace. */
const PROGRAMS: readonly string[] = [
  'shared/dist/graphql/serve.js',
  ...SERVICES.map((service) => `subgraphs/${service}/dist/main.js`),
  'gateway/dist/main.js',
  'gateway/dist/playground/index.html',
  'scripts/dist/start/start.js',
];

const FIX = 'npm run build ("npm start" does it too)';

/** Whether all workspaces are built. A clone that never was is no fault: its first start builds it. */
export function checkBuild({ root }: Surroundings): Finding {
  const missing = PROGRAMS.filter((file) => !existsSync(join(root, file)));
  if (missing.length === 0) return good('All workspaces are built');
  if (missing.length === PROGRAMS.length) return note('Nothing is built yet', FIX);
  return broken(`The build is not complete (${missing[0]} is missing)`, FIX);
}
