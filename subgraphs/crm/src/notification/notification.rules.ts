import type { PlatEvent } from '@plat/shared/events/cloud-event';
import { NotificationKind as Kind } from './notification.kind';

/** Whom an event concerns, as far as it names them; crm knows which users these are. What is no id names nobody. */
export interface Recipients {
  readonly users?: readonly unknown[];
  readonly contacts?: readonly unknown[];
  /** Clients of the business, by whom their login is meant. */
  readonly clients?: readonly unknown[];
  /** All members of these. */
  readonly workspaces?: readonly unknown[];
  /** This user, if one of the contacts is theirs. */
  readonly userAmong?: { readonly userId?: unknown; readonly contacts?: unknown };
}

/** Who is told what of an event. Whoever caused it is not told, except of what concerns the security of the account. */
export interface NotificationRule {
  readonly on: `${string}.${string}`;
  readonly kind: Kind;
  /** Whether this event of the type is worth telling; each one unless given. */
  readonly when?: (event: PlatEvent) => boolean;
  readonly to: (event: PlatEvent) => Recipients;
  /** A sentence without secrets, and without any value that a recipient may not read by a query. */
  readonly message: (event: PlatEvent) => string;
  /** A path of the dashboard. */
  readonly link?: (event: PlatEvent) => string;
  /** What a person is told of once, however many events of the kind say it. */
  readonly once?: (event: PlatEvent) => unknown;
  /** Told even to whoever caused it and cannot be switched off: it may have been somebody else, who would begin by that. */
  readonly isSecurity?: boolean;
}

const before = ({ payload }: PlatEvent, column: string): unknown => payload.old?.[column];
const after = ({ payload }: PlatEvent, column: string): unknown => payload.new?.[column];
/** How a value of an enum is said: `ON_HOLD` is “on hold”. */
const said = (value: unknown): string => String(value).toLowerCase().replaceAll('_', ' ');
const changes =
  (...columns: string[]) =>
  (event: PlatEvent): boolean =>
    columns.some((column) => after(event, column) !== undefined && after(event, column) !== before(event, column));
const becomes =
  (column: string, value: unknown) =>
  (event: PlatEvent): boolean =>
    after(event, column) === value && before(event, column) !== value;

const workspaceOfMember = (event: PlatEvent) => `/workspaces/${event.payload.workspaceId ?? after(event, 'workspace_id')}`;
const toSubject =
  (folder: string) =>
  ({ subjectId }: PlatEvent) =>
    `/${folder}/${subjectId}`;
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

const EXCHANGES: readonly NotificationRule[] = [
  {
    on: 'exchange_participant.created',
    kind: Kind.EXCHANGE_PARTICIPATION,
    to: ({ payload }) => ({ contacts: [payload.contactId] }),
    message: ({ payload }) => `You take part in an exchange now, as ${said(payload.role)}.`,
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  {
    on: 'exchange_participant.updated',
    kind: Kind.EXCHANGE_PARTICIPATION,
    to: ({ payload }) => ({ contacts: [payload.contactId] }),
    message: (event) =>
      becomes('is_active', false)(event) ? 'You do not take part in an exchange any more.' : 'What you may do in an exchange was changed.',
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  {
    on: 'exchange.updated',
    kind: Kind.EXCHANGE_PROGRESS,
    when: changes('status'),
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => `An exchange of yours is ${said(after(event, 'status'))} now.`,
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange.stage_changed',
    kind: Kind.EXCHANGE_PROGRESS,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => `An exchange of yours has come to the stage ${said(after(event, 'workflow_stage'))}.`,
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange.deadlines_changed',
    kind: Kind.EXCHANGE_DEADLINE,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => {
      const [identification, exchange] = [after(event, 'identification_deadline'), after(event, 'exchange_deadline')];
      return identification && exchange
        ? `The deadlines of an exchange of yours are ${identification} to identify property and ${exchange} to receive it.`
        : 'An exchange of yours has no deadlines for now.';
    },
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange.deadline_near',
    kind: Kind.EXCHANGE_DEADLINE,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: ({ payload }) => {
      const [days, what] = [Number(payload.daysLeft), payload.kind === 'IDENTIFICATION' ? 'identify' : 'receive'];
      const when = days > 1 ? `in ${days} days` : days === 1 ? 'tomorrow' : days === 0 ? 'today' : 'and is over';
      const missed =
        asList(payload.thresholds).length > 1 ? ` This reminds you of ${asList(payload.thresholds).join(', ')} days before.` : '';
      return `The last day of an exchange of yours to ${what} property is ${payload.deadlineOn}, ${when}.${missed}`;
    },
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange_message.sent',
    kind: Kind.EXCHANGE_MESSAGE,
    // What the platform says there is about something that has its own event.
    when: ({ payload }) => payload.isSystemMessage !== true,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: () => 'There is a new message in an exchange of yours.',
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  ...(
    [
      ['created', 'A task in an exchange is assigned to you now.'],
      ['updated', 'A task in an exchange is assigned to you now.'],
      ['completed', 'A task that you gave in an exchange is complete.'],
      ['reopened', 'A task of yours in an exchange was opened again.'],
      ['due', 'A task of yours in an exchange is due.'],
    ] as const
  ).map(
    ([verb, message]): NotificationRule => ({
      on: `exchange_task.${verb}`,
      kind: Kind.EXCHANGE_TASK,
      // Each event names those whom it concerns alone, and an edit names nobody unless the task got another assignee.
      to: ({ payload }) => ({ contacts: asList(payload.participants) }),
      message: () => message,
      link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
    }),
  ),
  // Exchanges names clients and coordinators alone in these; an agency or a third party learns nothing of them.
  {
    on: 'identification_notice.served',
    kind: Kind.EXCHANGE_NOTICE,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => {
      const what = after(event, 'kind') === 'REVOCATION' ? 'revokes' : 'identifies';
      return after(event, 'verdict') === 'ACCEPTED'
        ? `A notice that ${what} property was put on record in an exchange of yours.`
        : `A notice in an exchange of yours was kept as evidence and does not count: ${said(after(event, 'verdict'))}.`;
    },
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  {
    on: 'fund_entry.created',
    kind: Kind.EXCHANGE_FUNDS,
    // What a release pays has its own event.
    when: (event) => after(event, 'kind') !== 'RELEASE',
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) =>
      after(event, 'kind') === 'REVERSAL'
        ? 'An entry in the account of an exchange of yours was taken back.'
        : 'Money was received in the account of an exchange of yours.',
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  ...(
    [
      ['created', 'Money of an exchange of yours is asked for; both sides have to authorise that.'],
      ['authorised', 'Both sides have authorised a release of money of an exchange of yours.'],
      ['paid', 'Money of an exchange of yours was released.'],
      ['cancelled', 'A release of money of an exchange of yours was cancelled.'],
    ] as const
  ).map(
    ([verb, message]): NotificationRule => ({
      on: `fund_release.${verb}`,
      kind: Kind.EXCHANGE_FUNDS,
      // What the law denies at once waits for nobody.
      when: (event) => after(event, 'state') !== 'DENIED',
      // Each event names those alone who read of the money.
      to: ({ payload }) => ({ contacts: asList(payload.participants) }),
      message: () => message,
      link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
    }),
  ),
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

/** Several, as an event names them; none for what is no list. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const asObject = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? { ...value } : {});

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
