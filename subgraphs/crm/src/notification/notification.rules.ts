import type { PlatEvent } from '@plat/shared/events/cloud-event';
import { NotificationKind as Kind } from './notification.kind';
import {
  after,
  asList,
  asObject,
  becomes,
  before,
  changes,
  type NotificationRule,
  type Recipients,
  said,
  toSubject,
} from './notification.rule';
import { EXCHANGES } from './notification.rules.exchanges';

const workspaceOfMember = (event: PlatEvent) => `/workspaces/${event.payload.workspaceId ?? after(event, 'workspace_id')}`;
const toUserOfPayload = ({ payload }: PlatEvent): Recipients => ({ users: [payload.userId] });
const toSubjectItself = ({ subjectId }: PlatEvent): Recipients => ({ users: [subjectId] });
const security = () => '/settings/security';

const CRM: readonly NotificationRule[] = [
  {
    on: 'workspace_member.added',
    kind: Kind.WORKSPACE_MEMBERSHIP,
    to: (event) => ({ users: [after(event, 'user_id')] }),
    message: (event) => `You are in a workspace now, as ${said(after(event, 'role'))}.`,
    link: workspaceOfMember,
  },
  {
    on: 'workspace_member.role_set',
    kind: Kind.WORKSPACE_MEMBERSHIP,
    // A transfer makes both of its people something else, and tells them itself.
    when: (event) => event.payload.isTransfer !== true && changes('role')(event),
    to: toUserOfPayload,
    message: (event) => `You are ${said(after(event, 'role'))} in a workspace of yours now.`,
    link: workspaceOfMember,
  },
  {
    on: 'workspace_member.removed',
    kind: Kind.WORKSPACE_MEMBERSHIP,
    to: (event) => ({ users: [before(event, 'user_id')] }),
    message: () => 'You are in a workspace no longer.',
  },
  {
    on: 'workspace.transferred',
    kind: Kind.WORKSPACE_TRANSFERRED,
    to: (event) => ({ users: [before(event, 'owner_user_id'), after(event, 'owner_user_id')] }),
    message: () => 'A workspace of yours has another owner now.',
    link: toSubject('workspaces'),
  },
  {
    on: 'workspace.deleted',
    kind: Kind.WORKSPACE_DELETED,
    to: ({ payload }) => ({ users: asList(payload.memberIds) }),
    message: () => 'A workspace of yours was deleted; what it shared belongs to its owners alone again.',
  },
  {
    on: 'lead.moved',
    kind: Kind.LEAD_MOVED,
    to: (event) => ({ users: [event.payload.userId], workspaces: [after(event, 'workspace_id')] }),
    message: (event) =>
      after(event, 'workspace_id') ? 'A lead was moved to another workspace.' : 'A lead is no longer shared, and its owner’s alone.',
    link: toSubject('leads'),
  },
  { on: 'lead.trashed', kind: Kind.LEAD_DELETED, to: toUserOfPayload, message: () => 'A lead of yours was deleted.' },
  {
    on: 'user.role_changed',
    kind: Kind.ACCESS_CHANGED,
    when: changes('role'),
    to: toSubjectItself,
    message: (event) => `Your role is ${said(after(event, 'role'))} now.`,
  },
  {
    on: 'user.role_granted',
    kind: Kind.ACCESS_CHANGED,
    to: toSubjectItself,
    message: ({ payload }) => `You were granted the role ${payload.roleName}.`,
  },
  {
    on: 'user.role_revoked',
    kind: Kind.ACCESS_CHANGED,
    to: toSubjectItself,
    message: ({ payload }) => `You do not have the role ${payload.roleName} any more.`,
  },
  {
    on: 'user_plan.changed',
    kind: Kind.PLAN_CHANGED,
    when: changes('plan_name'),
    to: toUserOfPayload,
    message: (event) => `Your plan is ${said(after(event, 'plan_name'))} now.`,
    link: () => '/settings/plan',
  },
  {
    on: 'api_key.status_changed',
    kind: Kind.API_KEY_UNHEALTHY,
    when: becomes('status', 'UNHEALTHY'),
    to: toUserOfPayload,
    message: () => 'An API key of yours does not work any more; its service refuses it.',
    link: () => '/settings/api-keys',
  },
  {
    on: 'known_device.added',
    kind: Kind.NEW_DEVICE,
    to: (event) => ({ users: [after(event, 'user_id')] }),
    message: () => 'Somebody signed in with your password from a new device. If that was not you, change the password.',
    link: security,
    isSecurity: true,
  },
  {
    on: 'session.reused',
    kind: Kind.SESSION_REUSED,
    to: toUserOfPayload,
    message: () => 'A session of yours was ended, because two used it. If you shared it with nobody, change your password.',
    link: security,
    isSecurity: true,
  },
  {
    on: 'user.locked',
    kind: Kind.ACCOUNT_LOCKED,
    to: toSubjectItself,
    message: () => 'Sign-in to your account was locked for a while, after too many wrong passwords.',
    link: security,
    isSecurity: true,
  },
  {
    on: 'access_token.created',
    kind: Kind.ACCESS_TOKEN_CREATED,
    to: (event) => ({ users: [after(event, 'user_id')] }),
    message: () => 'An access token was made that asks in your name. If that was not you, revoke it and change your password.',
    link: security,
    isSecurity: true,
  },
];

const DOCUMENTS: readonly NotificationRule[] = [
  {
    on: 'document.created',
    kind: Kind.DOCUMENT_SHARED,
    to: ({ payload }) => readers(payload.readers),
    message: (event) => (event.payload.exchangeId ? 'A document was added to an exchange of yours.' : 'A document was added for you.'),
    link: toSubject('documents'),
  },
  {
    on: 'document.updated',
    kind: Kind.DOCUMENT_SHARED,
    to: ({ payload }) => readers(payload.newReaders),
    message: () => 'A document of an exchange was opened to you.',
    link: toSubject('documents'),
  },
  {
    on: 'document.updated',
    kind: Kind.DOCUMENT_CHANGED,
    to: ({ payload }) => readers(payload.readers),
    message: (event) =>
      becomes('status', 'ARCHIVED')(event) ? 'A document that you read was archived.' : 'A document that you read was changed.',
    link: toSubject('documents'),
  },
  {
    on: 'document_version.created',
    kind: Kind.DOCUMENT_CHANGED,
    // The first one is told with its document.
    when: (event) => Number(after(event, 'version_number')) > 1,
    to: ({ payload }) => readers(payload.readers),
    message: (event) =>
      after(event, 'origin') === 'RESTORE'
        ? 'An earlier file of a document that you read was brought back.'
        : 'A document that you read has another file.',
    link: (event) => `/documents/${after(event, 'document_id')}`,
  },
  {
    on: 'document.trashed',
    kind: Kind.DOCUMENT_TRASHED,
    to: ({ payload }) => readers(payload.readers),
    message: () => 'What you read documents of was deleted, and they were put in the trash.',
    once: ({ payload }) => payload.cause,
  },
  {
    on: 'document.detached',
    kind: Kind.DOCUMENT_CHANGED,
    // Who uploaded it is gone: that changes nothing about the document.
    when: changes('property_id', 'connection_id', 'deal_id'),
    to: ({ payload }) => readers(payload.readers),
    message: () => 'What documents of yours referred to was deleted; they stay.',
    link: toSubject('documents'),
    once: ({ payload }) => payload.cause,
  },
];

const SYNC: readonly NotificationRule[] = [
  {
    on: 'platform_link.updated',
    kind: Kind.SYNC_FAILED,
    when: becomes('status', 'ERROR'),
    to: toUserOfPayload,
    message: () => 'A platform of yours cannot be synchronised.',
    link: toSubject('platforms'),
  },
  {
    on: 'calendar_sync_token.updated',
    kind: Kind.SYNC_FAILED,
    when: becomes('sync_status', 'ERROR'),
    to: toUserOfPayload,
    message: () => 'A calendar of yours cannot be synchronised; connect it again.',
    link: () => '/settings/calendars',
  },
];

const BUILDS: readonly NotificationRule[] = [
  {
    on: 'project.created',
    kind: Kind.PROJECT_CHANGED,
    to: (event) => ({ clients: [after(event, 'client_id')] }),
    message: () => 'Your project is booked.',
    link: toSubject('projects'),
  },
  {
    on: 'project.updated',
    kind: Kind.PROJECT_CHANGED,
    when: changes('wedding_date', 'phase', 'project_name'),
    to: ({ payload }) => ({ clients: [payload.clientId] }),
    message: () => 'Your project was changed.',
    link: toSubject('projects'),
  },
  {
    on: 'build.updated',
    kind: Kind.BUILD_CHANGED,
    when: changes('status'),
    to: ({ payload }) => ({ clients: [payload.clientId] }),
    message: (event) => `Your build is at ${said(after(event, 'status'))} now.`,
    link: toSubject('builds'),
  },
];

/** Who reads a document, as documents names them: it alone knows. */
const readers = (value: unknown): Recipients => {
  const { users, contacts, clients, uploader } = asObject(value);
  return {
    users: asList(users),
    contacts: asList(contacts),
    clients: asList(clients),
    ...(uploader !== undefined && { userAmong: asObject(uploader) }),
  };
};

/** Who is told what, by the type of the event: the one list. */
export const NOTIFICATION_RULES: readonly NotificationRule[] = [...CRM, ...EXCHANGES, ...DOCUMENTS, ...SYNC, ...BUILDS];
