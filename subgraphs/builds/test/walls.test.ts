import { join } from 'node:path';
import { describeWalls } from '@plat/shared/testing/walls-suite';

describeWalls('builds', join(__dirname, '../src'), () => {
  const { startTestBuilds: start } = require('./builds.factory') as typeof import('./builds.factory');
  const { rowWall } = require('./row-wall') as typeof import('./row-wall');
  const { accessWall } = require('./access-wall') as typeof import('./access-wall');
  return { start, rowWall, accessWall };
});
