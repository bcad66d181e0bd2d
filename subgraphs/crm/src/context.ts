import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import { Deletions } from '@plat/shared/references/deletion';
import { accessTokenLoader, accessTokensOfUserPages } from './access-token/access-token.loader';
import { AccessTokenService } from './access-token/access-token.service';
import { accountServices } from './account/account.services';
import { accountParts, type Outside } from './account/account-parts';
import { verificationsOfUserLoader } from './account/email-verification.loader';
import { ApiKeyCheck } from './api-key/api-key.check';
import { ApiKeyHealth } from './api-key/api-key.health';
import { apiKeyLoader, apiKeyPages, apiKeysOfUserPages } from './api-key/api-key.loader';
import { ApiKeyReveal } from './api-key/api-key.reveal';
import { ApiKeyService } from './api-key/api-key.service';
import { auditLogLoader, auditLogPages, auditLogsOfExchangePages } from './audit-log/audit-log.loader';
import { AuditHeadService } from './audit-log/audit-log.service';
import { clientLoader, clientOfContactLoader, clientPages } from './client/client.loader';
import { ClientService } from './client/client.service';
import type { CrmConfig } from './config';
import { ContactPages, contactCardLoader, contactLoader } from './contact/contact.loader';
import { ContactReach } from './contact/contact.reach';
import { ContactService } from './contact/contact.service';
import { TiedContactService } from './contact/contact.tied.service';
import { dealLoader, dealPages, dealsOfLeadPages, dealsOfPropertyPages, dealsOfUserPages } from './deal/deal.loader';
import { DealService } from './deal/deal.service';
import { eventsOfDealPages } from './deal-event/deal-event.loader';
import { leadLoader, leadPages, leadsOfUserPages, leadsOfWorkspacePages } from './lead/lead.loader';
import { LeadService } from './lead/lead.service';
import { NotificationsOfUser, notificationLoader, unreadOfUserLoader } from './notification/notification.loader';
import { NotificationService } from './notification/notification.service';
import { ParkedEventService } from './parked-event/parked-event.service';
import { permissionLoader, permissionPages, permissionsOfRoleLoader } from './permission/permission.loader';
import { planOfUserLoader, userPlanLoader, userPlanPages } from './plan/plan.loader';
import { UserPlanService } from './plan/plan.service';
import { preferencesOfUserLoader } from './preference/preference.loader';
import { PreferenceService } from './preference/preference.service';
import { propertiesOfUserPages, propertyLoader, propertyPages } from './property/property.loader';
import { PropertyService } from './property/property.service';
import { grantedRolesLoader, roleLoader, rolePages, rolesOfPermissionLoader } from './role/role.loader';
import { RoleService } from './role/role.service';
import { PasswordRecheck } from './session/password-recheck';
import { permissionsOfUserLoader } from './session/permissions';
import { SessionEnd } from './session/session.end';
import { sessionLoader, sessionsOfUserPages } from './session/session.loader';
import { SessionRefresh } from './session/session.refresh';
import { SessionService } from './session/session.service';
import { UserAccessService } from './user/user.access.service';
import { userLoader, userPages, usersOfRolePages } from './user/user.loader';
import { UserService } from './user/user.service';
import { webhookLoader, webhookPages } from './webhook/webhook.loader';
import { WebhookService } from './webhook/webhook.service';
import { deliveriesOfWebhookPages } from './webhook-delivery/webhook-delivery.loader';
import { WebhookDeliveryService } from './webhook-delivery/webhook-delivery.service';
import { workspaceLoader, workspacePages } from './workspace/workspace.loader';
import { WorkspaceService } from './workspace/workspace.service';
import { Sharing } from './workspace/workspace.sharing.service';
import { membersOfWorkspacePages } from './workspace-member/workspace-member.loader';
import { WorkspaceMemberService } from './workspace-member/workspace-member.service';

/** All that a resolver of crm may touch, built once for each query and each root field of a mutation. */
export const createContext =
  (
    { jwtKeys, apiKeyProbes: probes, key }: Pick<CrmConfig, 'jwtKeys' | 'apiKeyProbes'> & Partial<Pick<CrmConfig, 'key'>>,
    cipher: SecretCipher,
    clock: () => Date,
    outside: Outside,
    targets: OutboundTargets,
  ) =>
  (scope: RequestScope) => {
    const events = new Events(scope);
    const loaders = {
      user: userLoader(scope),
      session: sessionLoader(scope),
      contact: contactLoader(scope),
      contactCard: contactCardLoader(scope),
      client: clientLoader(scope),
      clientOfContact: clientOfContactLoader(scope),
      property: propertyLoader(scope),
      apiKey: apiKeyLoader(scope),
      workspace: workspaceLoader(scope),
      lead: leadLoader(scope),
      deal: dealLoader(scope),
      role: roleLoader(scope),
      rolesOfPermission: rolesOfPermissionLoader(scope),
      grantedRoles: grantedRolesLoader(scope),
      permission: permissionLoader(scope),
      permissionsOfRole: permissionsOfRoleLoader(scope),
      permissionsOfUser: permissionsOfUserLoader(scope),
      preferencesOfUser: preferencesOfUserLoader(scope),
      verificationsOfUser: verificationsOfUserLoader(scope),
      userPlan: userPlanLoader(scope),
      planOfUser: planOfUserLoader(scope),
      accessToken: accessTokenLoader(scope),
      notification: notificationLoader(scope),
      unreadOfUser: unreadOfUserLoader(scope),
      auditLog: auditLogLoader(scope),
      webhook: webhookLoader(scope),
    };
    const pages = {
      users: userPages(scope),
      sessionsOfUser: sessionsOfUserPages(scope),
      contacts: new ContactPages(scope),
      clients: clientPages(scope),
      properties: propertyPages(scope),
      propertiesOfUser: propertiesOfUserPages(scope),
      apiKeys: apiKeyPages(scope),
      apiKeysOfUser: apiKeysOfUserPages(scope),
      workspaces: workspacePages(scope),
      membersOfWorkspace: membersOfWorkspacePages(scope),
      leads: leadPages(scope),
      leadsOfUser: leadsOfUserPages(scope),
      leadsOfWorkspace: leadsOfWorkspacePages(scope),
      deals: dealPages(scope),
      dealsOfUser: dealsOfUserPages(scope),
      dealsOfLead: dealsOfLeadPages(scope),
      dealsOfProperty: dealsOfPropertyPages(scope),
      eventsOfDeal: eventsOfDealPages(scope),
      roles: rolePages(scope),
      usersOfRole: usersOfRolePages(scope),
      permissions: permissionPages(scope),
      userPlans: userPlanPages(scope),
      accessTokensOfUser: accessTokensOfUserPages(scope),
      notificationsOfUser: new NotificationsOfUser(scope),
      auditLogs: auditLogPages(scope),
      auditLogsOfExchange: auditLogsOfExchangePages(scope),
      webhooks: webhookPages(scope),
      deliveriesOfWebhook: deliveriesOfWebhookPages(scope),
    };
    const deletions = new Deletions(scope, outside.restrictions);
    const account = accountParts(scope, outside, new PasswordRecheck(scope), jwtKeys[0], clock);
    const apiKeys = new ApiKeyService(scope, events, cipher);
    const workspaces = new WorkspaceService(scope, events);
    const webhooks = new WebhookService(scope, events, cipher, targets, clock);
    return {
      scope,
      loaders,
      pages,
      sessions: new SessionService(scope, jwtKeys[0], clock),
      sessionRefresh: new SessionRefresh(scope, jwtKeys[0], clock),
      sessionEnd: new SessionEnd(scope),
      users: new UserService(scope, events),
      contacts: new ContactService(scope, events, new ContactReach(account), new TiedContactService(account), deletions, clock),
      clients: new ClientService(scope, events, loaders.contact, deletions),
      properties: new PropertyService(scope, events, deletions),
      apiKeys,
      apiKeyChecks: new ApiKeyCheck(scope, new ApiKeyHealth({ asSystem: scope.asSystem, cipher, probes, clock }), apiKeys),
      apiKeyReveals: new ApiKeyReveal(scope, events, cipher, apiKeys, new PasswordRecheck(scope)),
      workspaces,
      workspaceMembers: new WorkspaceMemberService(scope, events, workspaces),
      leads: new LeadService(scope, events, new Sharing(scope)),
      deals: new DealService(scope, events, loaders, deletions),
      roles: new RoleService(scope, deletions),
      userAccess: new UserAccessService(scope, account, deletions),
      preferences: new PreferenceService(scope, events),
      accounts: accountServices(account),
      userPlans: new UserPlanService(scope),
      parkedEvents: new ParkedEventService(scope),
      accessTokens: new AccessTokenService(scope, new PasswordRecheck(scope), clock),
      notifications: new NotificationService(scope, events, clock),
      auditHeads: new AuditHeadService(scope, key, clock),
      webhooks,
      webhookDeliveries: new WebhookDeliveryService(scope, events, webhooks, clock),
    };
  };

export type CrmContext = ReturnType<ReturnType<typeof createContext>>;
