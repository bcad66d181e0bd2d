import { describeSweep } from '@plat/shared/testing/sweep-suite';
import { sweep } from './access-sweep';
import { startTestExchanges } from './exchanges.factory';

describeSweep('exchanges', startTestExchanges, sweep);
