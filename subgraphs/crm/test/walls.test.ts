import { join } from 'node:path';
import { describeWalls } from '@plat/shared/testing/walls-suite';

describeWalls('crm', join(__dirname, '../src'), () => {
  const { startTestCrm: start } = require('./crm.factory') as typeof import('./crm.factory');
  const { rowWall } = require('./row-wall') as typeof import('./row-wall');
  const { accessWall } = require('./access-wall') as typeof import('./access-wall');
  return { start, rowWall, accessWall };
});
