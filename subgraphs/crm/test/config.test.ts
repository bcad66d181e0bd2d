import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testIdentityKey, testSigningKey } from '@plat/shared/testing/test-keys';
import { readConfig } from '../src/config';

const { key, publicKey } = testIdentityKey('crm');
const ENV = {
  CRM_DATABASE_URL: 'postgres://app@127.0.0.1/plat_crm',
  CRM_SYSTEM_DATABASE_URL: 'postgres://system@127.0.0.1/plat_crm',
  CRM_KEY: JSON.stringify(key),
  CRM_JWT_KEYS: JSON.stringify({ keys: [testSigningKey()] }),
  PLAT_TRUSTED_KEYS: JSON.stringify({ keys: [publicKey] }),
  PLAT_CURSOR_KEY: randomBytes(32).toString('base64url'),
  PLAT_AUDIT_KEY: randomBytes(32).toString('base64url'),
  PLAT_MASTER_KEYS: `one:${randomBytes(32).toString('base64url')}`,
};

describe('where webhooks may lead', () => {
  it('is nowhere inside, but to the hosts that the environment names', () => {
    expect(readConfig(ENV).webhookAllowedHosts).toEqual([]);
    const hosts = 'partner.internal, 127.0.0.1:8080,[::1]';
    expect(readConfig({ ...ENV, WEBHOOK_ALLOWED_HOSTS: hosts }).webhookAllowedHosts).toEqual([
      'partner.internal',
      '127.0.0.1:8080',
      '[::1]',
    ]);
    for (const wrong of ['http://partner.internal', 'a,,b', 'a:x'])
      expect(() => readConfig({ ...ENV, WEBHOOK_ALLOWED_HOSTS: wrong })).toThrow('WEBHOOK_ALLOWED_HOSTS');
  });
});

describe('how crm sends mail', () => {
  it('is to print it, and to keep nothing of what is in it, unless the environment says otherwise', () => {
    expect(readConfig(ENV).mail).toEqual({
      smtpUrl: undefined,
      from: 'no-reply@plat.example.com',
      publicUrl: 'http://127.0.0.1:4000',
      keepBodies: false,
      isSilent: false,
    });
  });

  it('is what the environment says', () => {
    const mail = {
      PLAT_SMTP_URL: 'smtps://plat:secret@mail.example.com',
      PLAT_PUBLIC_URL: 'https://plat.example.com/',
      PLAT_MAIL_FROM: 'desk@plat.example.com',
      PLAT_KEEP_MAILS: '1',
      LOG_LEVEL: 'silent',
    };
    expect(readConfig({ ...ENV, ...mail }).mail).toEqual({
      smtpUrl: 'smtps://plat:secret@mail.example.com',
      from: 'desk@plat.example.com',
      publicUrl: 'https://plat.example.com',
      keepBodies: true,
      isSilent: true,
    });
  });

  it.each([
    ['PLAT_SMTP_URL', 'http://plat:planted@mail.example.com'],
    ['PLAT_PUBLIC_URL', 'javascript:planted'],
    ['PLAT_MAIL_FROM', 'planted'],
    ['PLAT_KEEP_MAILS', 'planted'],
  ])('is refused with the name of %s, and not its value', (name, value) => {
    expect(() => readConfig({ ...ENV, [name]: value })).toThrow(new RegExp(`${name}: must`));
    expect(() => readConfig({ ...ENV, [name]: value })).not.toThrow(/planted/);
  });
});
