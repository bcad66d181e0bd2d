import { z } from 'zod';
import type { MailConfig } from './mail-outlet';

/** The variables that say how mail is sent. */
export const mailVariables = {
  PLAT_SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' }).optional(),
  PLAT_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must look like https://plat.example.com' }).default('http://127.0.0.1:4000'),
  PLAT_MAIL_FROM: z.email({ error: 'must be an e-mail address' }).default('no-reply@plat.example.com'),
  PLAT_KEEP_MAILS: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
};

/** @param logLevel `silent` keeps mails from being printed, too */
export const mailConfig = (
  values: { readonly [K in keyof typeof mailVariables]: z.output<(typeof mailVariables)[K]> },
  logLevel: string,
): MailConfig => ({
  smtpUrl: values.PLAT_SMTP_URL,
  from: values.PLAT_MAIL_FROM,
  publicUrl: values.PLAT_PUBLIC_URL.replace(/\/+$/, ''),
  keepBodies: values.PLAT_KEEP_MAILS === '1',
  isSilent: logLevel === 'silent',
});
