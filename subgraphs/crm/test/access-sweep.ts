import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import {
  asked,
  ELSEWHERE,
  OPEN,
  onRow,
  PUBLIC,
  SIGNED_IN,
  type SweepDeclaration,
  signedIn,
  sweepViewers,
  swept,
} from '@plat/shared/testing/sweep-declaration';
import type { EntityManager } from 'typeorm';
import { AccessToken } from '../src/access-token/access-token.entity';
import { assertMayRevokeAccessToken, visibleAccessTokens } from '../src/access-token/access-token.policy';
import { ApiKey } from '../src/api-key/api-key.entity';
import { assertMayUseApiKey, visibleApiKeys } from '../src/api-key/api-key.policy';
import { AuditLog } from '../src/audit-log/audit-log.entity';
import { assertMayReadAuditHead, visibleAuditLogs } from '../src/audit-log/audit-log.policy';
import { Client } from '../src/client/client.entity';
import { assertMayDeleteClients, assertMayWriteClients, visibleClients } from '../src/client/client.policy';
import { Contact } from '../src/contact/contact.entity';
import {
  assertMayDeleteContact,
  assertMayEditContact,
  assertMayInviteContact,
  assertMayShareContact,
  visibleContacts,
} from '../src/contact/contact.policy';
import { Deal } from '../src/deal/deal.entity';
import { assertMayDeleteDeal, assertMayEditDeal, visibleDeals } from '../src/deal/deal.policy';
import { DealEvent } from '../src/deal-event/deal-event.entity';
import { eventsOfVisibleDeals } from '../src/deal-event/deal-event.scope';
import { Lead } from '../src/lead/lead.entity';
import { assertMayEditLead, assertMayRunLead, visibleLeads } from '../src/lead/lead.policy';
import { Notification } from '../src/notification/notification.entity';
import { mayReadInbox, visibleNotifications } from '../src/notification/notification.policy';
import { assertMayTendEvents } from '../src/parked-event/parked-event.policy';
import { Permission } from '../src/permission/permission.entity';
import { everyPermission } from '../src/permission/permission.policy';
import { UserPlan } from '../src/plan/plan.entity';
import { assertMaySetPlans, visibleUserPlans } from '../src/plan/plan.policy';
import { Property } from '../src/property/property.entity';
import { assertMayDeleteProperty, assertMayEditProperty, visibleProperties } from '../src/property/property.policy';
import { Role } from '../src/role/role.entity';
import { assertMayManageRoles, everyRole } from '../src/role/role.policy';
import { schema } from '../src/schema';
import { hashPassword } from '../src/session/password';
import { UserSession } from '../src/session/session.entity';
import { assertMayEndSession, visibleSessions } from '../src/session/session.policy';
import { User, UserRole } from '../src/user/user.entity';
import { assertMayAddUsers, assertMayEditProfile, assertMayManageUser, visibleUsers } from '../src/user/user.policy';
import { Webhook } from '../src/webhook/webhook.entity';
import { assertMayUseWebhook, visibleWebhooks } from '../src/webhook/webhook.policy';
import { WebhookDelivery } from '../src/webhook-delivery/webhook-delivery.entity';
import { assertMayResend, visibleWebhookDeliveries } from '../src/webhook-delivery/webhook-delivery.policy';
import { Workspace } from '../src/workspace/workspace.entity';
import { assertMayRunWorkspace, visibleWorkspaces } from '../src/workspace/workspace.policy';
import type { Memberships } from '../src/workspace/workspace.sharing.policy';
import { WorkspaceMember, WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { visibleWorkspaceMembers } from '../src/workspace-member/workspace-member.policy';
import { anEvent, audited } from './audit-log.factory';
import { type TestCrm, viewerOf } from './crm.factory';

const PASSWORD = 'a password of the sweep';

const ownInbox = (viewer: Viewer, { id }: User) => mayReadInbox(viewer, id);
const user = swept('User', User, visibleUsers, { fields: { notifications: ownInbox, unreadNotificationCount: ownInbox } });
const contact = swept('Contact', Contact, visibleContacts, { card: ['id', 'firstName', 'lastName', 'companyName'] });
const client = swept('Client', Client, visibleClients);
const property = swept('Property', Property, visibleProperties);
const apiKey = swept('ApiKey', ApiKey, visibleApiKeys);
const role = swept('Role', Role, everyRole, { fields: { users: ({ isAdmin }) => isAdmin } });
const permission = swept('Permission', Permission, everyPermission);
const workspace = swept('Workspace', Workspace, visibleWorkspaces);
const workspaceMember = swept('WorkspaceMember', WorkspaceMember, visibleWorkspaceMembers);

const webhook = swept('Webhook', Webhook, visibleWebhooks);
const webhookDelivery = swept('WebhookDelivery', WebhookDelivery, visibleWebhookDeliveries);
const accessToken = swept('AccessToken', AccessToken, visibleAccessTokens);
const notification = swept('Notification', Notification, visibleNotifications);
const auditLog = swept('AuditLog', AuditLog, visibleAuditLogs);
const lead = swept('Lead', Lead, visibleLeads);
const deal = swept('Deal', Deal, visibleDeals);
const dealEvent = swept('DealEvent', DealEvent, eventsOfVisibleDeals);
const userPlan = swept('UserPlan', UserPlan, visibleUserPlans);
const userSession = swept('UserSession', UserSession, visibleSessions, { varies: ['isCurrent'] });

/** Nobody in the sweep’s world takes part in an exchange; who does is tried by the walls. */
const FREE = { takesPart: false, coordinates: false, coordinatesAll: false };

const memberships = async ({ userId }: Viewer, db: EntityManager): Promise<Memberships> =>
  new Map((await db.findBy(WorkspaceMember, { userId })).map(({ workspaceId, role }) => [workspaceId, role]));
const runsLead = async (viewer: Viewer, row: Lead, db: EntityManager) => assertMayRunLead(viewer, row, await memberships(viewer, db));
const runs = async ({ userId }: Viewer, workspaceId: string, db: EntityManager) =>
  assertMayRunWorkspace(await db.findOneBy(WorkspaceMember, { workspaceId, userId }));

/** Who may what in crm, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestCrm> = {
  parts: schema,
  types: [
    user,
    contact,
    client,
    property,
    apiKey,
    role,
    permission,
    workspace,
    workspaceMember,
    lead,
    deal,
    dealEvent,
    userPlan,
    userSession,
    accessToken,
    notification,
    auditLog,
    webhook,
    webhookDelivery,
  ],
  queries: {
    auditHead: asked(assertMayReadAuditHead),
    parkedEvents: asked(assertMayTendEvents),
    eventBacklog: asked(assertMayTendEvents),
    webhookEventTypes: SIGNED_IN,
  },
  mutations: {
    redeliverEvent: asked(assertMayTendEvents, { names: { 'input.eventId': ELSEWHERE } }),
    skipEvent: asked(assertMayTendEvents, { names: { 'input.eventId': ELSEWHERE } }),
    signUp: PUBLIC,
    verifyEmail: PUBLIC,
    requestPasswordReset: PUBLIC,
    resetPassword: PUBLIC,
    acceptInvitation: PUBLIC,
    requestEmailVerification: SIGNED_IN,
    changeEmail: SIGNED_IN,
    changePassword: SIGNED_IN,
    inviteContact: onRow(contact, (viewer, row) => assertMayInviteContact(viewer, row, FREE), { at: 'contactId' }),
    signIn: PUBLIC,
    updateProfile: onRow(user, assertMayEditProfile),
    createUser: asked(assertMayAddUsers, { variables: () => ({ input: { email: 'new@example.com' } }) }),
    setUserRole: onRow(user, undefined, { first: assertMayManageUser }),
    setUserActive: onRow(user, undefined, { first: assertMayManageUser }),
    deleteUser: onRow(user, undefined, { first: assertMayManageUser }),
    grantRole: onRow(user, undefined, {
      first: assertMayManageUser,
      at: 'input.userId',
      names: { 'input.roleId': role },
      variables: ({ rows }) => ({ input: { roleId: rows.Role?.granted } }),
    }),
    revokeRole: onRow(user, undefined, {
      first: assertMayManageUser,
      at: 'input.userId',
      names: { 'input.roleId': role },
      variables: ({ rows }) => ({ input: { roleId: rows.Role?.granted } }),
    }),
    createLead: signedIn({ names: { 'input.workspaceId': workspace } }),
    updateLead: onRow(lead, async (viewer, row, db) => assertMayEditLead(viewer, row, await memberships(viewer, db))),
    moveLead: onRow(lead, runsLead, {
      names: { 'input.workspaceId': workspace },
      variables: () => ({ input: { workspaceId: null } }),
    }),
    deleteLead: onRow(lead, runsLead),
    createDeal: signedIn({
      names: { 'input.leadId': lead, 'input.propertyId': property },
      variables: () => ({ input: { stage: 'proposal' } }),
    }),
    updateDeal: onRow(deal, assertMayEditDeal, { names: { 'input.leadId': lead, 'input.propertyId': property } }),
    closeDeal: onRow(deal, assertMayEditDeal),
    archiveDeal: onRow(deal, assertMayEditDeal),
    reopenDeal: onRow(deal, assertMayEditDeal, {
      prepare: (db, id) => db.query(`UPDATE deals SET status = 'ARCHIVED' WHERE id = $1`, [id]),
    }),
    deleteDeal: onRow(deal, assertMayDeleteDeal),
    setUserPlan: onRow(user, undefined, { first: assertMaySetPlans, at: 'input.userId' }),
    refreshSession: PUBLIC,
    revokeSession: onRow(userSession, assertMayEndSession),
    signOut: signedIn({ endsViewer: true }),
    signOutEverywhere: signedIn({ endsViewer: true }),
    setPreference: SIGNED_IN,
    removePreference: SIGNED_IN,
    createContact: asked(assertMayShareContact, { variables: () => ({ input: { shared: true } }) }),
    updateContact: onRow(contact, assertMayEditContact),
    archiveContact: onRow(contact, assertMayEditContact),
    restoreContact: onRow(contact, assertMayEditContact, {
      prepare: (db, id) => db.query('UPDATE contacts SET archived_at = now() WHERE id = $1', [id]),
    }),
    deleteContact: onRow(contact, assertMayDeleteContact),
    createClient: asked(assertMayWriteClients, { names: { 'input.contactId': contact } }),
    updateClient: onRow(client, assertMayWriteClients),
    deleteClient: onRow(client, assertMayDeleteClients),
    createProperty: SIGNED_IN,
    updateProperty: onRow(property, assertMayEditProperty),
    deleteProperty: onRow(property, assertMayDeleteProperty),
    createAccessToken: SIGNED_IN,
    revokeAccessToken: onRow(accessToken, assertMayRevokeAccessToken),
    markNotificationRead: onRow(notification),
    markAllNotificationsRead: onRow(notification, undefined, { at: 'upTo' }),
    createApiKey: SIGNED_IN,
    updateApiKey: onRow(apiKey, assertMayUseApiKey),
    deleteApiKey: onRow(apiKey, assertMayUseApiKey),
    checkApiKey: onRow(apiKey, assertMayUseApiKey),
    revealApiKey: onRow(apiKey, assertMayUseApiKey, { variables: () => ({ input: { password: PASSWORD } }) }),
    createWebhook: SIGNED_IN,
    updateWebhook: onRow(webhook, assertMayUseWebhook),
    rotateWebhookSecret: onRow(webhook, assertMayUseWebhook),
    enableWebhook: onRow(webhook, assertMayUseWebhook),
    disableWebhook: onRow(webhook, assertMayUseWebhook),
    deleteWebhook: onRow(webhook, assertMayUseWebhook),
    sendTestEvent: onRow(webhook, assertMayUseWebhook, { at: 'webhookId' }),
    resendWebhookDelivery: onRow(webhookDelivery, assertMayResend),
    createRole: asked(assertMayManageRoles),
    updateRole: onRow(role, undefined, { first: assertMayManageRoles }),
    deleteRole: onRow(role, undefined, { first: assertMayManageRoles }),
    setRolePermissions: onRow(role, undefined, { first: assertMayManageRoles }),
    createWorkspace: signedIn({ names: { 'input.parentId': workspace } }),
    updateWorkspace: onRow(workspace, (viewer, { id }, db) => runs(viewer, id, db)),
    transferWorkspace: onRow(workspace, (viewer, { id }, db) => runs(viewer, id, db), {
      names: { 'input.userId': user },
      variables: ({ viewers }) => ({ input: { userId: viewers['a member of both workspaces']?.userId } }),
    }),
    deleteWorkspace: onRow(workspace, (viewer, { id }, db) => runs(viewer, id, db)),
    addWorkspaceMember: onRow(workspace, (viewer, { id }, db) => runs(viewer, id, db), {
      at: 'input.workspaceId',
      names: { 'input.userId': OPEN }, // an owner adds whom they know by id
      variables: ({ viewers }) => ({ input: { userId: viewers.AGENT?.userId } }),
    }),
    setWorkspaceMemberRole: onRow(workspaceMember, (viewer, { workspaceId }, db) => runs(viewer, workspaceId, db)),
    removeWorkspaceMember: onRow(workspaceMember, async (viewer, { workspaceId, userId }, db) => {
      if (userId !== viewer.userId) await runs(viewer, workspaceId, db);
    }),
  },
  world,
};

/** A key that can be revealed, so made by its owner. */
async function apiKeyOf(crm: TestCrm, owner: Viewer): Promise<string> {
  const { data } = await crm.ask(owner, 'mutation { createApiKey(input: { service: "openai", key: "k" }) { id } }');
  return data.createApiKey.id;
}

/** A webhook whose secret can be replaced, so made by its owner. */
async function webhookOf(crm: TestCrm, owner: User): Promise<Webhook> {
  const query = 'mutation { createWebhook(input: { url: "https://example.com/", eventTypes: ["*"] }) { webhook { id } } }';
  const { data } = await crm.ask(viewerOf(owner), query);
  return crm.given((db) => db.findOneByOrFail(Webhook, { id: data.createWebhook.webhook.id }));
}

/** Hashed once: every user of every world has the same password, since sweeping is about rights. */
let passwordHash: Promise<string> | undefined;

async function world(crm: TestCrm) {
  passwordHash ??= hashPassword(PASSWORD);
  const add = async (role: UserRole, values: object = {}) => crm.user({ role, passwordHash: await passwordHash, ...values });
  const [person, shared] = [await crm.contact(), await crm.contact()];
  const [ownClient, foreignClient] = [await crm.client({ contactId: person.id }), await crm.client({ contactId: shared.id })];
  const [ann, bob] = [await add(UserRole.USER, { contactId: person.id, clientId: ownClient.id }), await add(UserRole.USER)];
  const [editor, outsider, guest] = [await add(UserRole.USER), await add(UserRole.USER), await add(UserRole.USER)];
  const viewers = {
    ...(await sweepViewers(async (role) => viewerOf(await add(UserRole[role])))),
    'the owner': viewerOf(ann),
    'another owner': viewerOf(bob),
    'an editor of the workspace': viewerOf(editor),
    'a member of another workspace': viewerOf(outsider),
    'a member of both workspaces': viewerOf(guest),
  };
  const [own, foreign, above] = [await crm.workspace(ann), await crm.workspace(bob), await crm.workspace(ann)];
  const [edits, looks] = [await crm.member(own, editor, WorkspaceRole.EDITOR), await crm.member(foreign, outsider, WorkspaceRole.VIEWER)];
  for (const place of [own, foreign]) await crm.member(place, guest, WorkspaceRole.VIEWER);
  const granted = await crm.role();
  const [{ id: permissionId }] = await crm.given(async (db): Promise<[{ id: string }]> => {
    await db.update(Workspace, own.id, { parentId: above.id });
    for (const { id } of [ann, bob]) {
      await db.query('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [id, granted.id]);
      await db.query(`INSERT INTO user_preferences (user_id, preference_key, preference_value) VALUES ($1, 'theme', '1')`, [id]);
    }
    return db.query(
      `INSERT INTO role_permissions (role_id, permission_id) SELECT $1, id FROM permissions WHERE name = 'client:read'
      RETURNING permission_id AS id`,
      [granted.id],
    );
  });
  const ofBoth = (sql: string) =>
    crm.given(async (db) => {
      const idOf = async (one: User) => (await db.query<{ id: string }[]>(sql, [one.id]))[0]?.id ?? '';
      return { own: await idOf(ann), foreign: await idOf(bob) };
    });
  const [exchangeId, contributorId] = [randomUUID(), randomUUID()];
  const [ownEntry = '', foreignEntry = ''] = await audited(
    crm,
    ...[ann, bob].map((one) => anEvent({ actorUserId: one.id, payload: { exchangeId, contributorId } })),
  );
  const webhooks = { own: await webhookOf(crm, ann), foreign: await webhookOf(crm, bob) };
  const deliveries = { own: await crm.webhookDelivery(webhooks.own), foreign: await crm.webhookDelivery(webhooks.foreign) };
  const aDeal = async (one: User) => {
    const about = { leadId: (await crm.lead(one)).id, propertyId: (await crm.property(one)).id };
    const { id } = await crm.deal(one, about);
    await crm.given((db) => db.query('UPDATE deal_events SET created_by = $1 WHERE deal_id = $2', [one.id, id]));
    return id;
  };
  const deals = { own: await aDeal(ann), foreign: await aDeal(bob) };
  const events = (await crm.given((db) =>
    db.query('SELECT id, deal_id FROM deal_events WHERE deal_id = ANY ($1)', [Object.values(deals)]),
  )) as {
    id: string;
    deal_id: string;
  }[];
  const eventOf = (deal: string) => events.find(({ deal_id }) => deal_id === deal)?.id ?? '';
  return {
    viewers,
    rows: {
      Deal: deals,
      DealEvent: { own: eventOf(deals.own), foreign: eventOf(deals.foreign) },
      Contributor: { any: contributorId },
      AuditLog: { own: ownEntry, foreign: foreignEntry },
      Exchange: { any: exchangeId },
      Webhook: { own: webhooks.own.id, foreign: webhooks.foreign.id },
      WebhookDelivery: { own: deliveries.own.id, foreign: deliveries.foreign.id },
      Lead: { own: (await crm.lead(ann, { workspaceId: own.id })).id, foreign: (await crm.lead(bob, { workspaceId: foreign.id })).id },
      UserPlan: await ofBoth('SELECT id FROM user_plans WHERE user_id = $1'),
      UserSession: await ofBoth(
        `INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, gen_random_uuid(), now() + interval '1 day') RETURNING id`,
      ),
      AccessToken: { own: (await crm.accessToken(ann)).id, foreign: (await crm.accessToken(bob)).id },
      Notification: { own: (await crm.notification(ann)).id, foreign: (await crm.notification(bob)).id },
      User: { own: ann.id, foreign: bob.id },
      Contact: {
        own: (await crm.contact({ ownerUserId: ann.id })).id,
        foreign: (await crm.contact({ ownerUserId: bob.id })).id,
        person: person.id,
        shared: shared.id,
      },
      Client: { own: ownClient.id, foreign: foreignClient.id },
      Property: { own: (await crm.property(ann)).id, foreign: (await crm.property(bob)).id },
      ApiKey: { own: await apiKeyOf(crm, viewerOf(ann)), foreign: await apiKeyOf(crm, viewerOf(bob)) },
      Role: { granted: granted.id },
      Permission: { any: permissionId },
      Workspace: { own: own.id, foreign: foreign.id },
      WorkspaceMember: { own: edits.id, foreign: looks.id },
    },
  };
}
