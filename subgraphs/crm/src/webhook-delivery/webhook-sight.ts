import { narrowed, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ServiceName } from '@plat/shared/database/service';
import type { AsSystem } from '@plat/shared/database/system-database';
import { PlatError } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { SeenType } from '@plat/shared/references/existence';
import { type EntityManager, type EntityTarget, In, type ObjectLiteral } from 'typeorm';
import { AccessToken } from '../access-token/access-token.entity';
import { visibleAccessTokens } from '../access-token/access-token.policy';
import { ApiKey } from '../api-key/api-key.entity';
import { visibleApiKeys } from '../api-key/api-key.policy';
import { Client } from '../client/client.entity';
import { visibleClients } from '../client/client.policy';
import { Contact } from '../contact/contact.entity';
import { visibleContacts } from '../contact/contact.policy';
import { Deal } from '../deal/deal.entity';
import { visibleDeals } from '../deal/deal.policy';
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
import { ASKED_TYPES, type AskOwner, ownerOfType } from './webhook-sight.owners';

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
  /** The service that has the rows, and says whom its policy shows which. */
  readonly of?: ServiceName;
  /** Whether the column by which the event names an owner says who may see the row: that one, and no condition besides. */
  readonly byOwner: boolean;
}

const rowsOf =
  <T extends ObjectLiteral & { id: string }>(entity: EntityTarget<T>, visible: (viewer: Viewer) => Scope<T>): Seen =>
  async (db, viewer, ids) => {
    const where = narrowed(visible(viewer), 'id', In([...ids]));
    return (await db.find(entity, { where, select: { id: true } as never, loadEagerRelations: false })).map(({ id }) => id);
  };

/** By type of subject. What is not in here is told to administrators alone: a type is added when it is known who may see its rows. */
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
  Deal: { seen: rowsOf(Deal, visibleDeals), byOwner: true },
  Workspace: { seen: rowsOf(Workspace, visibleWorkspaces), byOwner: true },
  WorkspaceMember: { seen: rowsOf(WorkspaceMember, visibleWorkspaceMembers), byOwner: true },
  PlatformLink: { byOwner: true },
  ...Object.fromEntries(ASKED_TYPES.map((type) => [type, { of: ownerOfType(type), byOwner: false }])),
};

/** Which events somebody may know of, and of which that cannot be said yet. */
export interface Known {
  readonly known: ReadonlySet<string>;
  /** The service that has the subject does not answer. */
  readonly undecided: ReadonlySet<string>;
}

/**
 * Of these events, those that somebody may know of at this moment: administrators of all; others of those whose subject the
 * policy of its type shows them. Of a subject that is gone, or that no service is asked about, whoever the event names as its owner.
 * @param asSystem reads rows of crm; the policies are what decides @param ask about other services' rows
 */
export async function knownEvents(asSystem: AsSystem, viewer: Viewer, events: readonly SightedEvent[], ask: AskOwner): Promise<Known> {
  if (viewer.isAdmin) return { known: new Set(events.map(({ eventId }) => eventId)), undecided: new Set() };
  const known = new Set<string>();
  const undecided = new Set<string>();
  for (const [subjectType, sight] of Object.entries(SIGHTS)) {
    const [deleted, living] = partition(
      events.filter((event) => event.subjectType === subjectType),
      isDeletion,
    );
    const { of } = sight;
    const here = (seen?: Seen) => seen && ((ids: readonly string[]) => asSystem((db) => seen(db, viewer, ids)));
    const seen = of ? (ids: readonly string[]) => ask(of, subjectType as SeenType, viewer, ids) : here(sight.seen);
    const isDecided = await look(living, seen, known).then(() => true, unanswered);
    if (!isDecided) for (const { eventId } of living) undecided.add(eventId);
    await look(deleted, here(sight.seenDeleted), known);
    const told = seen ? deleted : [...deleted, ...living];
    for (const { eventId, ownerId } of told) if (sight.byOwner && ownerId === viewer.userId) known.add(eventId);
  }
  return { known, undecided };
}

/** A service that does not answer now may later. @throws whatever else it is */
const unanswered = (error: unknown): false => {
  if (error instanceof PlatError && error.code === 'UNAVAILABLE') return false;
  throw error;
};

async function look(
  events: readonly SightedEvent[],
  seen: ((ids: readonly string[]) => Promise<string[]>) | undefined,
  known: Set<string>,
) {
  const ids = [...new Set(events.flatMap(({ subjectId }) => (subjectId && isUuid(subjectId) ? [subjectId] : [])))];
  if (!seen || ids.length === 0) return;
  const found = new Set(await seen(ids));
  for (const { eventId, subjectId } of events) if (subjectId && found.has(subjectId)) known.add(eventId);
}

/** A message that was taken back keeps its place, and is seen by whoever reads there. */
const isDeletion = ({ type }: SightedEvent): boolean => type !== 'exchange_message.deleted' && /\.(deleted|removed|trashed)$/.test(type);

const partition = <T>(values: readonly T[], is: (value: T) => boolean): [T[], T[]] => [
  values.filter(is),
  values.filter((value) => !is(value)),
];
