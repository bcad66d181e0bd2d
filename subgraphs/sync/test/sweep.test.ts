import { describeSweep } from '@plat/shared/testing/sweep-suite';
import { sweep } from './access-sweep';
import { startTestSync } from './sync.factory';

describeSweep('sync', startTestSync, sweep);
