import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveAccessToken } from './access-token/access-token.reference';
import { AccessTokenResolver, UserAccessTokensResolver } from './access-token/access-token.resolver';
import { AccountResolver } from './account/account.resolver';
import { resolveApiKey } from './api-key/api-key.reference';
import { ApiKeyResolver, UserApiKeysResolver } from './api-key/api-key.resolver';
import { resolveAuditLog } from './audit-log/audit-log.reference';
import { AuditLogResolver } from './audit-log/audit-log.resolver';
import { resolveClient } from './client/client.reference';
import { ClientResolver } from './client/client.resolver';
import { resolveContact } from './contact/contact.reference';
import { ContactResolver } from './contact/contact.resolver';
import { resolveDeal } from './deal/deal.reference';
import { DealResolver, LeadDealsResolver, PropertyDealsResolver, UserDealsResolver } from './deal/deal.resolver';
import { DealEventResolver, DealHistoryResolver } from './deal-event/deal-event.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { resolveLead } from './lead/lead.reference';
import { LeadResolver, UserLeadsResolver, WorkspaceLeadsResolver } from './lead/lead.resolver';
import { resolveNotification } from './notification/notification.reference';
import { NotificationResolver, UserNotificationsResolver } from './notification/notification.resolver';
import { EventBacklogResolver, ParkedEventResolver } from './parked-event/parked-event.resolver';
import { resolvePermission } from './permission/permission.reference';
import { PermissionResolver } from './permission/permission.resolver';
import { resolveUserPlan } from './plan/plan.reference';
import { PlanOfUserResolver, UserPlanResolver } from './plan/plan.resolver';
import { PreferenceResolver } from './preference/preference.resolver';
import { resolveProperty } from './property/property.reference';
import { PropertyResolver } from './property/property.resolver';
import { resolveRole } from './role/role.reference';
import { RoleResolver } from './role/role.resolver';
import { resolveUserSession } from './session/session.reference';
import { SessionResolver, UserSessionsResolver } from './session/session.resolver';
import { UserAccessResolver } from './user/user.access.resolver';
import { resolveUser } from './user/user.reference';
import { UserResolver } from './user/user.resolver';
import { resolveWebhook } from './webhook/webhook.reference';
import { WebhookResolver } from './webhook/webhook.resolver';
import { WebhookDeliveryResolver } from './webhook-delivery/webhook-delivery.resolver';
import { resolveWorkspace } from './workspace/workspace.reference';
import { WorkspaceResolver } from './workspace/workspace.resolver';
import { WorkspaceMemberResolver } from './workspace-member/workspace-member.resolver';

/** The public surface of crm. */
export const schema: SchemaParts = {
  resolvers: [
    UserResolver,
    SessionResolver,
    UserSessionsResolver,
    ContactResolver,
    ClientResolver,
    PropertyResolver,
    ApiKeyResolver,
    UserApiKeysResolver,
    WorkspaceResolver,
    WorkspaceMemberResolver,
    LeadResolver,
    UserLeadsResolver,
    WorkspaceLeadsResolver,
    DealResolver,
    UserDealsResolver,
    LeadDealsResolver,
    PropertyDealsResolver,
    DealEventResolver,
    DealHistoryResolver,
    RoleResolver,
    PermissionResolver,
    UserAccessResolver,
    PreferenceResolver,
    AccountResolver,
    UserPlanResolver,
    PlanOfUserResolver,
    AccessTokenResolver,
    UserAccessTokensResolver,
    NotificationResolver,
    UserNotificationsResolver,
    AuditLogResolver,
    ExchangeResolver,
    WebhookResolver,
    WebhookDeliveryResolver,
    ParkedEventResolver,
    EventBacklogResolver,
  ],
  references: {
    User: resolveUser,
    UserSession: resolveUserSession,
    Contact: resolveContact,
    Client: resolveClient,
    Property: resolveProperty,
    ApiKey: resolveApiKey,
    Workspace: resolveWorkspace,
    Lead: resolveLead,
    Deal: resolveDeal,
    Role: resolveRole,
    Permission: resolvePermission,
    UserPlan: resolveUserPlan,
    AccessToken: resolveAccessToken,
    Notification: resolveNotification,
    AuditLog: resolveAuditLog,
    Webhook: resolveWebhook,
  },
  publicFields: ['signIn', 'refreshSession', 'signUp', 'verifyEmail', 'acceptInvitation', 'requestPasswordReset', 'resetPassword'],
  secretFields: {
    signIn: 'sign in again, with a new key',
    refreshSession: 'send the same refresh token with a new key, or sign in',
    changePassword: 'sign in with the new password',
    createAccessToken: 'revoke the token that was made, and create another with a new key',
    revealApiKey: 'reveal it again, with a new key',
    createWebhook: 'rotate the secret of the webhook that was made',
    rotateWebhookSecret: 'rotate it again, with a new key',
  },
  resources: {
    User: 'user',
    UserPreference: 'user',
    Contact: 'contact',
    Client: 'client',
    Property: 'property',
    PostalAddress: 'property',
    Lead: 'lead',
    Deal: 'deal',
    DealEvent: 'deal',
    Workspace: 'workspace',
    WorkspaceMember: 'workspace',
  },
};
