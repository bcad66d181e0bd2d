import { narrowed, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type EntityManager, type EntityTarget, In, type ObjectLiteral } from 'typeorm';
import { AccessToken } from '../access-token/access-token.entity';
import { visibleAccessTokens } from '../access-token/access-token.policy';
import { ApiKey } from '../api-key/api-key.entity';
import { visibleApiKeys } from '../api-key/api-key.policy';
import { Client } from '../client/client.entity';
import { visibleClients } from '../client/client.policy';
import { Contact } from '../contact/contact.entity';
import { visibleContacts } from '../contact/contact.policy';
import { Lead } from '../lead/lead.entity';
import { visibleLeads } from '../lead/lead.policy';
import { UserPlan } from '../plan/plan.entity';
import { visibleUserPlans } from '../plan/plan.policy';
import { Property } from '../property/property.entity';
import { visibleProperties } from '../property/property.policy';
import { UserSession } from '../session/session.entity';
import { visibleSessions } from '../session/session.policy';
import { User } from '../user/user.entity';
import { visibleUsers } from '../user/user.policy';
import { Webhook } from '../webhook/webhook.entity';
import { visibleWebhooks } from '../webhook/webhook.policy';
import { Workspace } from '../workspace/workspace.entity';
import { visibleWorkspaces } from '../workspace/workspace.policy';
import { ownOrShared } from '../workspace/workspace.sharing.policy';
import { WorkspaceMember } from '../workspace-member/workspace-member.entity';
import { visibleWorkspaceMembers } from '../workspace-member/workspace-member.policy';

/** What an event is about, as far as the question goes who may know of it. */
export interface SightedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  /** Whose the subject is by the event itself. */
  readonly ownerId: string | null;
}

type Seen = (db: EntityManager, viewer: Viewer, ids: readonly string[]) => Promise<string[]>;

/** How it is known who may know of the subjects of one type. */
interface Sight {
  /** Of these rows, those that somebody may know exist, now; nothing where another service has them. */
  readonly seen?: Seen;
  /** The same of rows that are marked as deleted, which `seen` shows to nobody. */
  readonly seenDeleted?: Seen;
  /** Whether the column by which the event names an owner says who may see the row: that one, and no condition besides. */
  readonly byOwner: boolean;
}

const rowsOf =
  <T extends ObjectLiteral & { id: string }>(entity: EntityTarget<T>, visible: (viewer: Viewer) => Scope<T>): Seen =>
  async (db, viewer, ids) => {
    const where = narrowed(visible(viewer), 'id', In([...ids]));
    return (await db.find(entity, { where, select: { id: true } as never, loadEagerRelations: false })).map(({ id }) => id);
  };

/**
 * By type of subject. What is not in here is told to administrators alone: a type is added when it is known who may see its
 * rows. For other services' rows, that is to ask them.
 */
const SIGHTS: Readonly<Record<string, Sight>> = {
  User: { seen: rowsOf(User, visibleUsers), byOwner: false },
  UserSession: { seen: rowsOf(UserSession, visibleSessions), byOwner: true },
  UserPlan: { seen: rowsOf(UserPlan, visibleUserPlans), byOwner: true },
  AccessToken: { seen: rowsOf(AccessToken, visibleAccessTokens), byOwner: true },
  ApiKey: { seen: rowsOf(ApiKey, visibleApiKeys), byOwner: true },
  Webhook: { seen: rowsOf(Webhook, visibleWebhooks), byOwner: true },
  Contact: { seen: rowsOf(Contact, visibleContacts), byOwner: true },
  Client: { seen: rowsOf(Client, visibleClients), byOwner: false },
  Property: { seen: rowsOf(Property, visibleProperties), byOwner: true },
  Lead: { seen: rowsOf(Lead, visibleLeads), seenDeleted: rowsOf(Lead, (viewer) => ownOrShared<Lead>(viewer)), byOwner: true },
  Workspace: { seen: rowsOf(Workspace, visibleWorkspaces), byOwner: true },
  WorkspaceMember: { seen: rowsOf(WorkspaceMember, visibleWorkspaceMembers), byOwner: true },
  PlatformLink: { byOwner: true },
};

/**
 * Of these events, those that somebody may know of at this moment: administrators of all; others of those whose subject the
 * policy of its type shows them. Of a subject that is gone, or that another service has, whoever the event names as its owner.
 * @param db of the system; the policies are what decides
 */
export async function knownEvents(db: EntityManager, viewer: Viewer, events: readonly SightedEvent[]): Promise<ReadonlySet<string>> {
  if (viewer.isAdmin) return new Set(events.map(({ eventId }) => eventId));
  const known = new Set<string>();
  for (const [subjectType, sight] of Object.entries(SIGHTS)) {
    const [deleted, living] = partition(
      events.filter((event) => event.subjectType === subjectType),
      isDeletion,
    );
    await look(db, viewer, living, sight.seen, known);
    await look(db, viewer, deleted, sight.seenDeleted, known);
    const told = sight.seen ? deleted : [...deleted, ...living];
    for (const { eventId, ownerId } of told) if (sight.byOwner && ownerId === viewer.userId) known.add(eventId);
  }
  return known;
}

async function look(db: EntityManager, viewer: Viewer, events: readonly SightedEvent[], seen: Seen | undefined, known: Set<string>) {
  const ids = [...new Set(events.flatMap(({ subjectId }) => (subjectId && isUuid(subjectId) ? [subjectId] : [])))];
  if (!seen || ids.length === 0) return;
  const found = new Set(await seen(db, viewer, ids));
  for (const { eventId, subjectId } of events) if (subjectId && found.has(subjectId)) known.add(eventId);
}

const isDeletion = ({ type }: SightedEvent): boolean => /\.(deleted|removed|trashed)$/.test(type);

const partition = <T>(values: readonly T[], is: (value: T) => boolean): [T[], T[]] => [
  values.filter(is),
  values.filter((value) => !is(value)),
];
