import { describeSweep } from '@plat/shared/testing/sweep-suite';
import { sweep } from './access-sweep';
import { startTestCrm } from './crm.factory';

describeSweep('crm', startTestCrm, sweep);
