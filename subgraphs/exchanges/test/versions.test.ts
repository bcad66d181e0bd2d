import { describeVersions } from '@plat/shared/testing/versions-suite';
import { sweep } from './access-sweep';
import { startTestExchanges } from './exchanges.factory';

describeVersions('exchanges', startTestExchanges, sweep);
