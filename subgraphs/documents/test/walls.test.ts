import { join } from 'node:path';
import { describeWalls } from '@plat/shared/testing/walls-suite';

describeWalls('documents', join(__dirname, '../src'), () => {
  const { startTestDocuments: start } = require('./documents.factory') as typeof import('./documents.factory');
  const { rowWall } = require('./row-wall') as typeof import('./row-wall');
  const { accessWall } = require('./access-wall') as typeof import('./access-wall');
  return { start, rowWall, accessWall };
});
