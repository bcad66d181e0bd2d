import { describeVersions } from '@plat/shared/testing/versions-suite';
import { sweep } from './access-sweep';
import { startTestBuilds } from './builds.factory';

describeVersions('builds', startTestBuilds, sweep);
