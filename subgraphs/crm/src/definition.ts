import { grantPaths } from '@plat/shared/access/grant-paths';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { together } from '@plat/shared/jobs/job';
import { OutboundPost } from '@plat/shared/outbound/outbound-post';
import { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import { ASKED_RESTRICTIONS } from '@plat/shared/references/restrictions';
import { accessTokenPaths } from './access-token/access-token.internal';
import type { Outside } from './account/account-parts';
import { TIES_IN_EXCHANGES } from './account/contact-ties';
import { apiKeyJobs } from './api-key/api-key.jobs';
import { auditLogJobs } from './audit-log/audit-log.jobs';
import { assertAuditKey } from './audit-log/audit-log.start';
import type { CrmConfig } from './config';
import { crmConsumers } from './consumers';
import { createContext } from './context';
import { model } from './data-source';
import { existence } from './existence';
import { leadGrants } from './lead/lead.grants';
import { Mailer } from './mail/mailer';
import { notificationJobs } from './notification/notification.jobs';
import { propertyGrants } from './property/property.grants';
import { RevocationHub } from './revocation/revocation-hub';
import { schema } from './schema';
import { passwordPaths } from './session/password.path';
import { currentIdentityPath } from './user/user.identity.path';
import { userPaths } from './user/user.path';
import { webhookJobs } from './webhook-delivery/webhook-delivery.jobs';

/** What a test may put in the place of crm's own. */
export interface CrmParts extends Outside {
  readonly cipher: SecretCipher;
  /** What time it is. */
  readonly clock: () => Date;
  /** Made at each start. */
  readonly hub: () => RevocationHub;
  /** Where webhooks may lead, and how they are posted to. */
  readonly targets: OutboundTargets;
  readonly post: OutboundPost;
  /** From 0 to 1, by chance. */
  readonly random: () => number;
}

/** The service as the code has it; a configuration and a database make it run. */
export const definition = (
  config: Pick<CrmConfig, 'jwtKeys' | 'masterKeys' | 'auditKey' | 'apiKeyProbes' | 'mail' | 'webhookAllowedHosts'> &
    Partial<Pick<CrmConfig, 'key' | 'auditHeads' | 'formerAuditKeys'>>,
  {
    cipher = new SecretCipher(config.masterKeys),
    clock = () => new Date(),
    hub = () => new RevocationHub(),
    mailer = new Mailer(config.mail),
    ties = TIES_IN_EXCHANGES,
    targets = new OutboundTargets(config.webhookAllowedHosts),
    post = new OutboundPost(targets),
    random = Math.random,
    restrictions = ASKED_RESTRICTIONS,
  }: Partial<CrmParts> = {},
): SubgraphDefinition => ({
  name: 'crm',
  model,
  schema,
  existence,
  createContext: createContext(config, cipher, clock, { mailer, ties, restrictions }, targets),
  revocations: (parts) => hub().start(parts),
  jobs: together(
    apiKeyJobs({ cipher, probes: config.apiKeyProbes, clock }),
    auditLogJobs(config.auditHeads, clock),
    notificationJobs(clock),
    webhookJobs({ cipher, post, mailer, clock, random }),
  ),
  assertStored: assertAuditKey({ key: config.auditKey, former: config.formerAuditKeys ?? [] }),
  consumers: crmConsumers(config.auditKey, clock),
  internal: {
    ...currentIdentityPath,
    ...accessTokenPaths(clock),
    ...userPaths,
    ...passwordPaths,
    ...grantPaths({ Property: propertyGrants, Lead: leadGrants }),
  },
});
