import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { anEvent, audited } from './audit-log.factory';
import { startTestCrm, type TestCrm } from './crm.factory';

const entry = async (crm: TestCrm, payload: Record<string, string>) => {
  const [id = ''] = await audited(crm, anEvent({ payload }));
  return { id };
};

// Each of its tables that refers to another service gets its row here when it comes.
consequencesSuite(
  'crm',
  startTestCrm,
  {
    'audit_logs.exchange_id': (crm, exchangeId) => entry(crm, { exchangeId }),
    'audit_logs.contributor_id': (crm, contributorId) => entry(crm, { contributorId }),
  },
  ['audit_logs.exchange_id', 'audit_logs.contributor_id'],
);
