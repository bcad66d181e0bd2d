import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { startTestCrm } from './crm.factory';

// Each of its tables that refers to another service gets its row here when it comes.
consequencesSuite('crm', startTestCrm, {});
