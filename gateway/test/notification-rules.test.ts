import { expect, it } from '@jest/globals';
import { NOTIFICATION_RULES } from '@plat/crm/notification/notification.rules';
import { EVENT_TYPES } from '@plat/shared/events/event-types';
import { matches } from '@plat/shared/events/subscriptions';

const FOLLOWS = 'what follows for people, a deadline or a stage that moved, has an event of its own which tells them';
const OWN = 'somebody’s own doing in their own account, which they see at once';
const STAFF = 'a record of those who run the business; nobody else has to do anything about it';
const LOST = 'what it referred to was deleted, and the thing itself is there as it was';
const PAPERWORK =
  'somebody’s work on papers that others find as they are when they look; telling each of them each time would bury what is news';
const EVIDENCE = 'for those who look after the papers; it is in the log and in the audit, where they look';
const RECORD = 'put on record by those who read it; nobody has to answer it, and a sentence without its arithmetic would mislead';

/** Of which events nobody is notified, and why. A new type has a rule, or is here by decision. */
const UNTOLD: Readonly<Record<string, string>> = {
  'document.accessed': EVIDENCE,
  'document.checked_in': PAPERWORK,
  'document.checked_out': PAPERWORK,
  'document.deleted': 'purged out of the trash; that it went there was told by document.trashed',
  'document.generated': 'the document that was made is told by document.created',
  'document.pin_changed': EVIDENCE,
  'document.pin_lock_lifted': EVIDENCE,
  'document.pin_removed': EVIDENCE,
  'document.pin_set': EVIDENCE,
  'document.restored': PAPERWORK,
  'document.tagged': PAPERWORK,
  'document.untagged': PAPERWORK,
  'document_bundle.created': OWN,
  'legal_hold.*': EVIDENCE,
  'media.*': OWN,
  'property_document.*': OWN,
  'retention_policy.*': EVIDENCE,
  'share_link.*': OWN,
  'template_version.declared': STAFF,
  'upload.*': OWN,
  'exchange.created': 'whoever takes part is told of their part, by exchange_participant.created',
  'exchange.deleted': 'by administrators, while nothing was said, paid or identified in it',
  'exchange.deadline_overridden': FOLLOWS,
  'exchange.deadline_override_lifted': FOLLOWS,
  'exchange_message.edited': 'the message is read where it stands; it was told when it was sent',
  'exchange_message.deleted': 'there is nothing to read any more',
  'exchange_participant.deleted': 'goes with its exchange alone; whoever leaves one is told by exchange_participant.updated',
  'exchange_property.*': FOLLOWS,
  'exchange_task.deleted': 'there is nothing to do any more',
  'message_read_marker.moved': 'how far one has read oneself',
  'property_valuation.*': FOLLOWS,
  'parking_arrangement.*': FOLLOWS,
  'identification_notice.*': RECORD,
  'identification_verdict.reached': RECORD,
  'fund_account.*': RECORD,
  'fund_authorisation.created': 'the second one is told as fund_release.authorised',
  'fund_reconciliation.created': RECORD,
  'gain_worksheet.created': RECORD,
  'related_party.*': RECORD,
  'disqualification_attestation.created': RECORD,
  'taxpayer_identity.*': RECORD,
  '*.detached': LOST,
  'access_token.*': OWN,
  'api_key.*': OWN,
  'calendar_sync_token.*': OWN,
  'deal.*': OWN,
  'known_device.forgotten': OWN,
  'platform_link.*': OWN,
  'property.*': OWN,
  'session.*': OWN,
  'webhook.*': 'as access_token; that one was disabled is told by mail',
  'webhook_delivery.resent': OWN,
  'workspace.*': OWN,
  'workspace_member.deleted': 'goes with its workspace or its user; the first is told by workspace.deleted',
  'lead.*': 'whoever edits shared leads all day would bury what is news; a move and an end are told',
  'user.*': 'what touches sign-in is told by mail, to the old address too; the rest is one’s own doing',
  'user_plan.deleted': 'goes with its user',
  'notification.read': 'nobody is told of being told',
  'build.*': STAFF,
  'client.*': STAFF,
  'contact.*': STAFF,
  'contributor.*': STAFF,
  'parked_event.*': STAFF,
  'project.deleted': STAFF,
  'role.*': STAFF,
};

const TOLD = NOTIFICATION_RULES.map(({ on }) => on);
/** `*.detached` means the verb of all nouns. */
const means = (pattern: string, type: string) => (pattern.startsWith('*.') ? type.endsWith(pattern.slice(1)) : matches(pattern, type));

it('each rule of notifications is about an event that some service records', () => {
  expect(TOLD.filter((type) => !EVENT_TYPES.includes(type))).toEqual([]);
});

it('each event has a rule of notifications, or the reason is given why nobody is told', () => {
  const untold = EVENT_TYPES.filter((type) => !TOLD.includes(type as (typeof TOLD)[number]));
  expect(untold.filter((type) => !Object.keys(UNTOLD).some((pattern) => means(pattern, type)))).toEqual([]);
  expect(Object.keys(UNTOLD).filter((pattern) => !untold.some((type) => means(pattern, type)))).toEqual([]);
});
