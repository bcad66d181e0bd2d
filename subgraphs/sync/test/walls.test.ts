import { join } from 'node:path';
import { describeWalls } from '@plat/shared/testing/walls-suite';

describeWalls('sync', join(__dirname, '../src'), () => {
  const { startTestSync: start } = require('./sync.factory') as typeof import('./sync.factory');
  const { rowWall } = require('./row-wall') as typeof import('./row-wall');
  const { accessWall } = require('./access-wall') as typeof import('./access-wall');
  return { start, rowWall, accessWall };
});
