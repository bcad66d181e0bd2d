import type { ContactTie } from '@plat/shared/access/contact-ties';
import { unavailable } from '@plat/shared/errors/plat-error';
import type { Outside } from '../src/account/account-parts';
import type { MailConfig, MailOutlet, OutgoingMail } from '../src/mail/mail-outlet';
import { Mailer } from '../src/mail/mailer';

/** The parts of a contact in exchanges. */
export interface TestParts {
  /** Contacts who coordinate at least one of them. */
  readonly coordinators?: readonly (string | null | undefined)[];
  /** Whether there is one that none of these coordinates. */
  readonly elsewhere?: boolean;
}

/** The world outside of crm, in a test's hands. */
export interface TestOutside extends Outside {
  /** Letters that left, the oldest first; none leave with a configured SMTP server. */
  readonly letters: OutgoingMail[];
  /** Who takes part in exchanges, by contact, as exchanges would say; all others take part in nothing. */
  readonly parts: Map<string, TestParts>;
  /** What other services would keep from being deleted: ids of contacts, clients and roles. */
  readonly keeps: Set<string>;
  /** For what deletions they were asked. */
  readonly asked: string[];
  /** What happens while they are asked. */
  whenAsked: () => Promise<void>;
  /** Whether exchanges does not answer. */
  isAlone: boolean;
  /** What becomes of a letter; a test may let it wait. */
  deliver: MailOutlet['deliver'];
}

export function testOutside(config: Partial<MailConfig> = {}): TestOutside {
  const letters: OutgoingMail[] = [];
  const parts = new Map<string, TestParts>();
  const mail = { from: 'plat@example.com', publicUrl: 'https://plat.test', keepBodies: true, isSilent: true, ...config };
  const outside: TestOutside = {
    mailer: new Mailer(mail, config.smtpUrl ? undefined : { deliver: (letter) => outside.deliver(letter) }),
    ties: {
      of: async (_services, { contactId }, id) => {
        if (outside.isAlone) throw unavailable('The exchanges service does not answer right now; try again.');
        return tieOf(parts.get(id.toLowerCase()), contactId);
      },
    },
    restrictions: {
      of: async (_services, type, ids) => {
        if (outside.isAlone) throw unavailable('The exchanges service does not answer right now; try again.');
        outside.asked.push(`${type} ${ids.join()}`);
        await outside.whenAsked();
        const kept = ids.filter((id) => outside.keeps.has(id));
        return kept.length ? [{ type: 'ExchangeParticipant', count: kept.length, ids: kept }] : [];
      },
    },
    keeps: new Set(),
    asked: [],
    whenAsked: async () => undefined,
    letters,
    parts,
    isAlone: false,
    deliver: async ({ to, subject, body }) => void letters.push({ to, subject, body }),
  };
  return outside;
}

function tieOf(parts: TestParts | undefined, viewer: string | undefined): ContactTie {
  const coordinates = viewer !== undefined && (parts?.coordinators ?? []).includes(viewer);
  return { takesPart: parts !== undefined, coordinates, coordinatesAll: coordinates && !parts?.elsewhere };
}
