import type { EventHandler } from '@plat/shared/events/consumer';
import { deletedAmong } from '@plat/shared/references/deleted-subjects';
import { z } from 'zod';
import { Contributor } from './contributor.entity';

const linked = z.object({ subjectId: z.guid(), payload: z.object({ new: z.object({ contact_id: z.guid() }) }) });

/** Whoever is found to be another person of the registry is that one as a contributor too. */
export const moveToContact: EventHandler = async (event, { db, events, log }) => {
  if (event.source !== 'crm') return;
  const { subjectId: userId, payload } = linked.parse(event);
  const contactId = payload.new.contact_id;
  const row = await db.findOne(Contributor, { where: { userId }, lock: { mode: 'pessimistic_write' } });
  if (!row || row.contactId === contactId || (await deletedAmong(db, ['Contact'], [contactId])).length > 0) return;
  if (await db.existsBy(Contributor, { contactId })) {
    // One person cannot be two contributors; whose work is whose, somebody has to decide.
    log.error({ contributor: row.id }, 'a contributor stays who it was: another one has the contact of its user');
    return;
  }
  const before = { contactId: row.contactId };
  const moved = await db.save(Object.assign(row, { contactId, version: row.version + 1, updatedAt: new Date() }));
  await events.record('contributor.updated', moved, { before, after: { contactId } });
};
