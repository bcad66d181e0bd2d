import { join } from 'node:path';
import { describeWalls } from '@plat/shared/testing/walls-suite';

describeWalls('exchanges', join(__dirname, '../src'), () => {
  const { startTestExchanges: start } = require('./exchanges.factory') as typeof import('./exchanges.factory');
  const { rowWall } = require('./row-wall') as typeof import('./row-wall');
  const { accessWall } = require('./access-wall') as typeof import('./access-wall');
  return { start, rowWall, accessWall };
});
