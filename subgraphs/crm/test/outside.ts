import type { Outside } from '../src/account/account-parts';
import type { MailConfig, MailOutlet, OutgoingMail } from '../src/mail/mail-outlet';
import { Mailer } from '../src/mail/mailer';

/** The world outside of crm, in a test's hands. */
export interface TestOutside extends Outside {
  /** Letters that left, the oldest first; none leave with a configured SMTP server. */
  readonly letters: OutgoingMail[];
  /** Contacts that take part in nothing, as other services would say. */
  readonly free: Set<string>;
  /** What becomes of a letter; a test may let it wait. */
  deliver: MailOutlet['deliver'];
}

export function testOutside(config: Partial<MailConfig> = {}): TestOutside {
  const letters: OutgoingMail[] = [];
  const free = new Set<string>();
  const mail = { from: 'plat@example.com', publicUrl: 'https://plat.test', keepBodies: true, isSilent: true, ...config };
  const outside: TestOutside = {
    mailer: new Mailer(mail, config.smtpUrl ? undefined : { deliver: (letter) => outside.deliver(letter) }),
    ties: { isFree: async (contactId) => free.has(contactId) },
    letters,
    free,
    deliver: async ({ to, subject, body }) => void letters.push({ to, subject, body }),
  };
  return outside;
}
