import type { Outside } from '../src/account/account-parts';
import type { MailConfig, OutgoingMail } from '../src/mail/mail-outlet';
import { Mailer } from '../src/mail/mailer';

/** The world outside of crm, in a test's hands. */
export interface TestOutside extends Outside {
  /** Letters that left, the oldest first; none leave with a configured SMTP server. */
  readonly letters: OutgoingMail[];
  /** Contacts that take part in nothing, as other services would say. */
  readonly free: Set<string>;
}

export function testOutside(config: Partial<MailConfig> = {}): TestOutside {
  const letters: OutgoingMail[] = [];
  const free = new Set<string>();
  const outlet = { deliver: async ({ to, subject, body }: OutgoingMail) => void letters.push({ to, subject, body }) };
  const mail = { from: 'plat@example.com', publicUrl: 'https://plat.test', keepBodies: true, isSilent: true, ...config };
  return {
    mailer: new Mailer(mail, config.smtpUrl ? undefined : outlet),
    ties: { isFree: async (contactId) => free.has(contactId) },
    letters,
    free,
  };
}
