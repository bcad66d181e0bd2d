import { z } from 'zod';

/** Where exchanges tells crm what contacts are there. */
export const CONTACT_TIES_PATH = '/internal/contact-ties';

/** What crm asks there, on behalf of whoever wants to do something with these contacts. */
export const contactTiesQuestion = z.object({ contactIds: z.array(z.guid()).min(1).max(100) });

const contactTie = z.object({
  /** Whether the contact has or had a part in any exchange, whoever asks. */
  takesPart: z.boolean(),
  /** Whether the viewer coordinates one of these exchanges, with MANAGE. */
  coordinates: z.boolean(),
  /** Whether the viewer coordinates all of them. */
  coordinatesAll: z.boolean(),
});

/** And what it is told: a tie for each contact, in the order of the question. */
export const contactTiesAnswer = z.object({ ties: z.array(contactTie) });

export type ContactTie = z.output<typeof contactTie>;
