import { key32, readServiceConfig, type ServiceConfig, signingKeys } from '@plat/shared/config/service-config';
import { type MasterKeys, masterKeys } from '@plat/shared/crypto/master-keys';
import type { JWK } from 'jose';
import { z } from 'zod';
import { type ApiKeyProbes, apiKeyProbes } from './api-key/api-key.probe';
import type { HeadExport } from './audit-log/audit-log.jobs';
import { type FormerAuditKey, formerAuditKeys } from './audit-log/audit-log.key';
import { mailConfig, mailVariables } from './mail/mail-config';
import type { MailConfig } from './mail/mail-outlet';
import { webhookAllowedHosts } from './webhook/webhook.config';

/** What crm is told by its environment: besides what every service is, keys that sign access tokens and encrypt secrets, and how to send mail. */
export interface CrmConfig extends ServiceConfig {
  /** Private ES256 keys; the first signs, all are published. */
  readonly jwtKeys: readonly [JWK, ...JWK[]];
  /** The first encrypts API keys, all decrypt them. */
  readonly masterKeys: MasterKeys;
  /** With which the audit log is chained. */
  readonly auditKey: Buffer;
  /** With which it was chained before; needed until something is chained with the present one. */
  readonly formerAuditKeys?: readonly FormerAuditKey[];
  /** How providers are asked whether they take a key. */
  readonly apiKeyProbes: ApiKeyProbes;
  /** What Stripe signs its webhooks with; without it none are taken. */
  readonly stripeWebhookSecret?: string;
  readonly mail: MailConfig;
  /** Where the heads of the audit log go; without it they are not exported. */
  readonly auditHeads?: HeadExport;
  /** Hosts to which webhooks may lead though they are not of the open Internet, by http too. */
  readonly webhookAllowedHosts?: readonly string[];
}

const stripeSecret = z.string().regex(/^whsec_\S+$/, 'must begin with whsec_');

/** @throws SetupError that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): CrmConfig {
  const { more, ...config } = readServiceConfig('crm', env, {
    CRM_JWT_KEYS: signingKeys,
    PLAT_MASTER_KEYS: masterKeys,
    PLAT_AUDIT_KEY: key32,
    PLAT_AUDIT_FORMER_KEYS: formerAuditKeys,
    API_KEY_PROBES: apiKeyProbes(env.NODE_ENV === 'production'),
    ...mailVariables,
    STRIPE_WEBHOOK_SECRET: stripeSecret.optional(),
    AUDIT_HEADS_FILE: z.string().min(1).optional(),
    WEBHOOK_ALLOWED_HOSTS: webhookAllowedHosts,
  });
  return {
    ...config,
    jwtKeys: more.CRM_JWT_KEYS.keys,
    masterKeys: more.PLAT_MASTER_KEYS,
    auditKey: more.PLAT_AUDIT_KEY,
    formerAuditKeys: more.PLAT_AUDIT_FORMER_KEYS,
    apiKeyProbes: more.API_KEY_PROBES,
    stripeWebhookSecret: more.STRIPE_WEBHOOK_SECRET,
    mail: mailConfig(more, config.logLevel),
    auditHeads: more.AUDIT_HEADS_FILE ? { file: more.AUDIT_HEADS_FILE, key: config.key } : undefined,
    webhookAllowedHosts: more.WEBHOOK_ALLOWED_HOSTS,
  };
}
