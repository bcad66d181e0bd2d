import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { startTestBuilds } from './builds.factory';

consequencesSuite('builds', startTestBuilds, {
  'projects.client_id': (builds, clientId) => builds.project({ clientId }),
  'builds.client_id': (builds, clientId) => builds.build({ clientId }),
  'builds.inquiry_id': (builds, inquiryId) => builds.build({ inquiryId }),
});
