import { readServiceConfig, type ServiceConfig, signingKeys } from '@plat/shared/config/service-config';
import { type MasterKeys, masterKeys } from '@plat/shared/crypto/master-keys';
import type { JWK } from 'jose';
import { z } from 'zod';
import { type ApiKeyProbes, apiKeyProbes } from './api-key/api-key.probe';
import type { MailConfig } from './mail/mail-outlet';

/** What crm is told by its environment: besides what every service is, keys that sign access tokens and encrypt secrets, and how to send mail. */
export interface CrmConfig extends ServiceConfig {
  /** Private ES256 keys; the first signs, all are published. */
  readonly jwtKeys: readonly [JWK, ...JWK[]];
  /** The first encrypts API keys, all decrypt them. */
  readonly masterKeys: MasterKeys;
  /** How providers are asked whether they take a key. */
  readonly apiKeyProbes: ApiKeyProbes;
  readonly mail: MailConfig;
}

const mailVariables = {
  PLAT_SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' }).optional(),
  PLAT_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must look like https://plat.example.com' }).default('http://127.0.0.1:4000'),
  PLAT_MAIL_FROM: z.email({ error: 'must be an e-mail address' }).default('no-reply@plat.example.com'),
  PLAT_KEEP_MAILS: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
};

/** @throws SetupError that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): CrmConfig {
  const { more, ...config } = readServiceConfig('crm', env, {
    CRM_JWT_KEYS: signingKeys,
    PLAT_MASTER_KEYS: masterKeys,
    API_KEY_PROBES: apiKeyProbes(env.NODE_ENV === 'production'),
    ...mailVariables,
  });
  const mail = {
    smtpUrl: more.PLAT_SMTP_URL,
    from: more.PLAT_MAIL_FROM,
    publicUrl: more.PLAT_PUBLIC_URL.replace(/\/+$/, ''),
    keepBodies: more.PLAT_KEEP_MAILS === '1',
    isSilent: config.logLevel === 'silent',
  };
  return { ...config, jwtKeys: more.CRM_JWT_KEYS.keys, masterKeys: more.PLAT_MASTER_KEYS, apiKeyProbes: more.API_KEY_PROBES, mail };
}
