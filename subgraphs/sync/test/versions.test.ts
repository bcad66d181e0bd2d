import { describeVersions } from '@plat/shared/testing/versions-suite';
import { sweep } from './access-sweep';
import { startTestSync } from './sync.factory';

describeVersions('sync', startTestSync, sweep);
