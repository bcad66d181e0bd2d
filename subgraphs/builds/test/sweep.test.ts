import { describeSweep } from '@plat/shared/testing/sweep-suite';
import { sweep } from './access-sweep';
import { startTestBuilds } from './builds.factory';

describeSweep('builds', startTestBuilds, sweep);
