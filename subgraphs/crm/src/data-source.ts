import type { DatabaseModel } from '@plat/shared/database/data-source';
import { AccessToken } from './access-token/access-token.entity';
import { AccountToken } from './account/account-token.entity';
import { EmailVerification } from './account/email-verification.entity';
import { ApiKey } from './api-key/api-key.entity';
import { AuditLog } from './audit-log/audit-log.entity';
import { Client } from './client/client.entity';
import { Contact } from './contact/contact.entity';
import { Deal } from './deal/deal.entity';
import { DealEvent } from './deal-event/deal-event.entity';
import { Lead } from './lead/lead.entity';
import { Mail } from './mail/mail.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreatePeople1795132801000 } from './migrations/1795132801000-create-people';
import { CreateRoles1795132802000 } from './migrations/1795132802000-create-roles';
import { CreateProperties1795132803000 } from './migrations/1795132803000-create-properties';
import { IndexLists1795132804000 } from './migrations/1795132804000-index-lists';
import { CreateSignInThrottles1795132810000 } from './migrations/1795132810000-create-sign-in-throttles';
import { ProtectUserRoles1795132820000 } from './migrations/1795132820000-protect-user-roles';
import { CreateUserPreferences1795132820001 } from './migrations/1795132820001-create-user-preferences';
import { CreateApiKeys1795132830000 } from './migrations/1795132830000-create-api-keys';
import { CreatePasswordAttempts1795132830010 } from './migrations/1795132830010-create-password-attempts';
import { CreateWorkspaces1795132830020 } from './migrations/1795132830020-create-workspaces';
import { CreateRevocations1795132840000 } from './migrations/1795132840000-create-revocations';
import { HideSessionTokens1795132850000 } from './migrations/1795132850000-hide-session-tokens';
import { CreateRefreshTokens1795132850010 } from './migrations/1795132850010-create-refresh-tokens';
import { CreateKnownDevices1795132850020 } from './migrations/1795132850020-create-known-devices';
import { CreateMails1795132851000 } from './migrations/1795132851000-create-mails';
import { CreateAccountTokens1795132851001 } from './migrations/1795132851001-create-account-tokens';
import { CreateEmailVerifications1795132851002 } from './migrations/1795132851002-create-email-verifications';
import { CreateAccountThrottles1795132851003 } from './migrations/1795132851003-create-account-throttles';
import { AddNounPermissions1795132852000 } from './migrations/1795132852000-add-noun-permissions';
import { CreateAccessTokens1795132852001 } from './migrations/1795132852001-create-access-tokens';
import { CreateUserPlans1795132853000 } from './migrations/1795132853000-create-user-plans';
import { CreateStripeEvents1795132853001 } from './migrations/1795132853001-create-stripe-events';
import { LeaseApiKeyChecks1795132854000 } from './migrations/1795132854000-lease-api-key-checks';
import { CreateLeads1795132855000 } from './migrations/1795132855000-create-leads';
import { DeleteWorkspaces1795132855010 } from './migrations/1795132855010-delete-workspaces';
import { FoldUsernames1795132856000 } from './migrations/1795132856000-fold-usernames';
import { AdvanceRevocations1795132856010 } from './migrations/1795132856010-advance-revocations';
import { ConfirmEarlierUsers1795132857000 } from './migrations/1795132857000-confirm-earlier-users';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateIdempotencyKeys1795132862000 } from './migrations/1795132862000-create-idempotency-keys';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { CreateAuditLogs1795132865000 } from './migrations/1795132865000-create-audit-logs';
import { CreateWebhooks1795132866000 } from './migrations/1795132866000-create-webhooks';
import { CreateWebhookDeliveries1795132866010 } from './migrations/1795132866010-create-webhook-deliveries';
import { CreateWebhookEvents1795132866020 } from './migrations/1795132866020-create-webhook-events';
import { FindLastEvent1795132867000 } from './migrations/1795132867000-find-last-event';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { CreateNotifications1795132869000 } from './migrations/1795132869000-create-notifications';
import { DisableCrowdedWebhooks1795132876100 } from './migrations/1795132876100-disable-crowded-webhooks';
import { CreateDeals1795132958000 } from './migrations/1795132958000-create-deals';
import { CreateDealEvents1795132958010 } from './migrations/1795132958010-create-deal-events';
import { AddDealPermissions1795132958020 } from './migrations/1795132958020-add-deal-permissions';
import { LetCoordinatorsReadTemplates1795132959000 } from './migrations/1795132959000-let-coordinators-read-templates';
import { Notification } from './notification/notification.entity';
import { Permission } from './permission/permission.entity';
import { UserPlan } from './plan/plan.entity';
import { UserPreference } from './preference/preference.entity';
import { Property } from './property/property.entity';
import { Revocation } from './revocation/revocation.entity';
import { Role } from './role/role.entity';
import { KnownDevice } from './session/known-device.entity';
import { PasswordAttempts } from './session/password-attempts.entity';
import { RefreshToken } from './session/refresh-token.entity';
import { UserSession } from './session/session.entity';
import { StripeEvent } from './stripe/stripe-event.entity';
import { User } from './user/user.entity';
import { Webhook } from './webhook/webhook.entity';
import { WebhookDelivery } from './webhook-delivery/webhook-delivery.entity';
import { WebhookEvent } from './webhook-delivery/webhook-event.entity';
import { Workspace } from './workspace/workspace.entity';
import { WorkspaceMember } from './workspace-member/workspace-member.entity';

export const model = {
  entities: [
    User,
    UserSession,
    Contact,
    Client,
    Property,
    ApiKey,
    PasswordAttempts,
    Workspace,
    WorkspaceMember,
    Lead,
    Deal,
    DealEvent,
    Role,
    Permission,
    UserPreference,
    Revocation,
    Mail,
    AccountToken,
    EmailVerification,
    RefreshToken,
    KnownDevice,
    UserPlan,
    StripeEvent,
    AccessToken,
    Notification,
    AuditLog,
    Webhook,
    WebhookDelivery,
    WebhookEvent,
  ],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreatePeople1795132801000,
    CreateRoles1795132802000,
    CreateProperties1795132803000,
    IndexLists1795132804000,
    CreateSignInThrottles1795132810000,
    CreateApiKeys1795132830000,
    CreatePasswordAttempts1795132830010,
    CreateWorkspaces1795132830020,
    CreateRevocations1795132840000,
    LeaseApiKeyChecks1795132854000,
    ProtectUserRoles1795132820000,
    CreateUserPreferences1795132820001,
    CreateMails1795132851000,
    CreateAccountTokens1795132851001,
    CreateEmailVerifications1795132851002,
    CreateAccountThrottles1795132851003,
    HideSessionTokens1795132850000,
    CreateRefreshTokens1795132850010,
    CreateKnownDevices1795132850020,
    CreateLeads1795132855000,
    DeleteWorkspaces1795132855010,
    FoldUsernames1795132856000,
    ConfirmEarlierUsers1795132857000,
    CreateUserPlans1795132853000,
    CreateStripeEvents1795132853001,
    AddNounPermissions1795132852000,
    CreateAccessTokens1795132852001,
    AdvanceRevocations1795132856010,
    CreateIdempotencyKeys1795132862000,
    DeliverEvents1795132860000,
    CreateNotifications1795132869000,
    FindLastEvent1795132867000,
    CreateAuditLogs1795132865000,
    CreateWebhooks1795132866000,
    CreateWebhookDeliveries1795132866010,
    CreateWebhookEvents1795132866020,
    FindDueEvents1795132868000,
    MarkDeletions1795132864000,
    DisableCrowdedWebhooks1795132876100,
    CreateDeals1795132958000,
    CreateDealEvents1795132958010,
    AddDealPermissions1795132958020,
    LetCoordinatorsReadTemplates1795132959000,
  ],
} satisfies DatabaseModel;
