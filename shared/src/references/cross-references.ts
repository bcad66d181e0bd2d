import type { ServiceName } from '../database/service';

/** What other services refer to: an entity by its type, and the event that tells of its end. */
interface Target {
  readonly service: ServiceName;
  readonly table: string;
  readonly deleted: `${string}.deleted`;
}

/** By type, what is referred to from other databases. */
export const TARGETS = {
  User: { service: 'crm', table: 'users', deleted: 'user.deleted' },
  Contact: { service: 'crm', table: 'contacts', deleted: 'contact.deleted' },
  Client: { service: 'crm', table: 'clients', deleted: 'client.deleted' },
  Inquiry: { service: 'crm', table: 'inquiries', deleted: 'inquiry.deleted' },
  Lead: { service: 'crm', table: 'leads', deleted: 'lead.deleted' },
  Property: { service: 'crm', table: 'properties', deleted: 'property.deleted' },
  Deal: { service: 'crm', table: 'deals', deleted: 'deal.deleted' },
  Role: { service: 'crm', table: 'roles', deleted: 'role.deleted' },
  PlatformLink: { service: 'sync', table: 'platform_connections', deleted: 'platform_link.deleted' },
  Contributor: { service: 'builds', table: 'contributors', deleted: 'contributor.deleted' },
  Project: { service: 'builds', table: 'projects', deleted: 'project.deleted' },
  Document: { service: 'documents', table: 'documents', deleted: 'document.deleted' },
  Exchange: { service: 'exchanges', table: 'exchanges', deleted: 'exchange.deleted' },
} as const satisfies Readonly<Record<string, Target>>;

export type TargetType = keyof typeof TARGETS;

/** A column of one database that holds ids of another. */
export interface CrossReference {
  readonly to: TargetType;
  readonly in: ServiceName;
  readonly table: string;
  readonly column: string;
  /** What becomes of the row when what it refers to is deleted; RESTRICT keeps that from being deleted. */
  readonly onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT';
}

const from = (
  service: ServiceName,
  table: string,
  column: string,
  onDelete: CrossReference['onDelete'],
  to: TargetType,
): CrossReference => ({
  to,
  in: service,
  table,
  column,
  onDelete,
});

/** Every reference across databases, whose tables may still be to come. No constraint of a database stands behind them. */
export const CROSS_REFERENCES: readonly CrossReference[] = [
  from('documents', 'documents', 'user_id', 'CASCADE', 'User'),
  from('documents', 'documents', 'uploaded_by', 'SET NULL', 'User'),
  from('documents', 'document_versions', 'created_by', 'SET NULL', 'User'),
  from('documents', 'document_checkouts', 'holder_user_id', 'CASCADE', 'User'),
  from('documents', 'document_checkouts', 'taken_from', 'SET NULL', 'User'),
  from('documents', 'documents', 'trashed_by', 'SET NULL', 'User'),
  from('documents', 'document_tombstones', 'user_id', 'SET NULL', 'User'),
  from('documents', 'document_tombstones', 'purged_by', 'SET NULL', 'User'),
  from('documents', 'legal_holds', 'placed_by', 'SET NULL', 'User'),
  from('documents', 'legal_holds', 'released_by', 'SET NULL', 'User'),
  from('documents', 'legal_hold_documents', 'added_by', 'SET NULL', 'User'),
  from('documents', 'legal_hold_documents', 'removed_by', 'SET NULL', 'User'),
  from('documents', 'retention_policies', 'created_by', 'SET NULL', 'User'),
  from('documents', 'document_access_logs', 'user_id', 'SET NULL', 'User'),
  from('documents', 'share_links', 'created_by', 'CASCADE', 'User'),
  from('sync', 'platform_connections', 'user_id', 'CASCADE', 'User'),
  from('sync', 'workflows', 'user_id', 'CASCADE', 'User'),
  from('sync', 'calendar_sync_tokens', 'user_id', 'CASCADE', 'User'),
  from('builds', 'contributors', 'user_id', 'CASCADE', 'User'),
  from('builds', 'contributors', 'contact_id', 'CASCADE', 'Contact'),
  from('exchanges', 'exchange_participants', 'contact_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'message_participants', 'contact_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'message_read_markers', 'contact_id', 'CASCADE', 'Contact'),
  from('exchanges', 'identification_notices', 'signed_by', 'RESTRICT', 'Contact'),
  from('exchanges', 'identification_notices', 'recipient_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'parking_arrangements', 'titleholder_id', 'SET NULL', 'Contact'),
  from('exchanges', 'exchanges', 'client_id', 'SET NULL', 'Contact'),
  from('exchanges', 'exchanges', 'coordinator_id', 'SET NULL', 'Contact'),
  from('exchanges', 'exchanges', 'stage_changed_by', 'SET NULL', 'Contact'),
  from('exchanges', 'exchange_participants', 'assigned_by', 'SET NULL', 'Contact'),
  from('exchanges', 'exchange_stage_events', 'actor_id', 'SET NULL', 'Contact'),
  from('exchanges', 'deadline_events', 'actor_id', 'SET NULL', 'Contact'),
  from('exchanges', 'deadline_overrides', 'overridden_by', 'SET NULL', 'Contact'),
  from('exchanges', 'deadline_overrides', 'lifted_by', 'SET NULL', 'Contact'),
  from('exchanges', 'deadline_reminders', 'contact_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'messages', 'sender_id', 'SET NULL', 'Contact'),
  from('exchanges', 'participant_events', 'changed_by', 'SET NULL', 'Contact'),
  from('exchanges', 'tasks', 'assigned_to', 'SET NULL', 'Contact'),
  from('exchanges', 'tasks', 'created_by', 'SET NULL', 'Contact'),
  from('exchanges', 'fund_releases', 'requested_by', 'RESTRICT', 'Contact'),
  from('exchanges', 'fund_authorisations', 'contact_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'fund_entries', 'recorded_by', 'RESTRICT', 'Contact'),
  from('exchanges', 'fund_reconciliations', 'recorded_by', 'RESTRICT', 'Contact'),
  from('exchanges', 'gain_worksheets', 'computed_by', 'RESTRICT', 'Contact'),
  from('exchanges', 'related_parties', 'contact_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'disqualification_attestations', 'contact_id', 'RESTRICT', 'Contact'),
  from('exchanges', 'disqualification_attestations', 'attested_by', 'RESTRICT', 'Contact'),
  from('exchanges', 'taxpayer_identities', 'contact_id', 'RESTRICT', 'Contact'),
  from('builds', 'projects', 'client_id', 'RESTRICT', 'Client'),
  from('builds', 'builds', 'client_id', 'SET NULL', 'Client'),
  from('documents', 'documents', 'inquiry_id', 'CASCADE', 'Inquiry'),
  from('builds', 'builds', 'inquiry_id', 'CASCADE', 'Inquiry'),
  from('documents', 'documents', 'lead_id', 'CASCADE', 'Lead'),
  from('documents', 'documents', 'property_id', 'SET NULL', 'Property'),
  from('documents', 'property_documents', 'property_id', 'CASCADE', 'Property'),
  from('documents', 'media', 'property_id', 'CASCADE', 'Property'),
  from('exchanges', 'exchange_properties', 'property_id', 'SET NULL', 'Property'),
  from('documents', 'documents', 'deal_id', 'SET NULL', 'Deal'),
  from('builds', 'project_assignments', 'role_id', 'RESTRICT', 'Role'),
  from('builds', 'contributors', 'role_id', 'SET NULL', 'Role'),
  from('documents', 'documents', 'connection_id', 'CASCADE', 'PlatformLink'),
  from('crm', 'activities', 'assigned_to_contributor_id', 'CASCADE', 'Contributor'),
  from('sync', 'calendar_sync_tokens', 'contributor_id', 'CASCADE', 'Contributor'),
  from('crm', 'audit_logs', 'contributor_id', 'SET NULL', 'Contributor'),
  from('crm', 'activities', 'project_id', 'CASCADE', 'Project'),
  from('crm', 'communication_logs', 'project_id', 'CASCADE', 'Project'),
  from('documents', 'documents', 'project_id', 'CASCADE', 'Project'),
  from('exchanges', 'property_valuations', 'document_id', 'SET NULL', 'Document'),
  from('exchanges', 'deadline_overrides', 'document_id', 'SET NULL', 'Document'),
  from('documents', 'documents', 'exchange_id', 'CASCADE', 'Exchange'),
  from('documents', 'legal_holds', 'exchange_id', 'SET NULL', 'Exchange'),
  from('crm', 'audit_logs', 'exchange_id', 'SET NULL', 'Exchange'),
];

/** The references of a service's tables, to one type or to all. */
export const referencesIn = (service: ServiceName, to?: TargetType): CrossReference[] =>
  CROSS_REFERENCES.filter((one) => one.in === service && (to === undefined || one.to === to));

/** The types to which a service's tables refer. */
export const typesReferredTo = (service: ServiceName): TargetType[] => [...new Set(referencesIn(service).map(({ to }) => to))];

/** The events that tell a service of the end of something to which it refers. */
export const endsThatMatterTo = (service: ServiceName) => typesReferredTo(service).map((type) => TARGETS[type].deleted);

/** Types that other services keep from being deleted, and who they are. */
export const restrictersOf = (type: string): ServiceName[] => [
  ...new Set(CROSS_REFERENCES.filter(({ to, onDelete }) => to === type && onDelete === 'RESTRICT').map((one) => one.in)),
];
