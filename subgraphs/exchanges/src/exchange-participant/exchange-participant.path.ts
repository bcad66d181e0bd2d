import { CONTACT_TIES_PATH, contactTiesQuestion } from '@plat/shared/access/contact-ties';
import { type InternalPaths, internalPath } from '@plat/shared/graphql/internal-path';
import { tiesOf } from './exchange-participant.ties';

/** What crm alone may ask about participants: whoever else asked would learn who takes part where. */
export const participantPaths: InternalPaths = {
  [CONTACT_TIES_PATH]: internalPath({
    method: 'POST',
    callers: ['crm'],
    schema: contactTiesQuestion,
    // As the system: a contact takes part in exchanges that the viewer does not see, too.
    answer: ({ contactIds }, { viewer, asSystem }) => asSystem(async (db) => ({ ties: await tiesOf(db, viewer, contactIds) })),
  }),
};
