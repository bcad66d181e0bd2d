import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { startTestBuilds } from './builds.factory';

consequencesSuite('builds', startTestBuilds, {
  'projects.client_id': (builds, clientId) => builds.project({ clientId }),
  'builds.client_id': (builds, clientId) => builds.build({ clientId }),
  'builds.inquiry_id': (builds, inquiryId) => builds.build({ inquiryId }),
  'contributors.user_id': (builds, userId) => builds.contributor({ userId }),
  'contributors.contact_id': (builds, contactId) => builds.contributor({ contactId }),
  'contributors.role_id': (builds, roleId) => builds.contributor({ roleId }),
});
