import { randomBytes, randomUUID } from 'node:crypto';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { Viewer } from '@plat/shared/access/viewer';
import type { MasterKeys } from '@plat/shared/crypto/master-keys';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import type { TestDatabase, TestDatabaseVariant } from '@plat/shared/testing/test-databases';
import { testIdentityKey, testSigningKey } from '@plat/shared/testing/test-keys';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import type { JWK } from 'jose';
import type { DeepPartial, EntityManager } from 'typeorm';
import { AccessToken } from '../src/access-token/access-token.entity';
import { EmailVerification } from '../src/account/email-verification.entity';
import { ApiKey } from '../src/api-key/api-key.entity';
import type { ApiKeyProbes } from '../src/api-key/api-key.probe';
import { Client } from '../src/client/client.entity';
import { Contact, ContactType } from '../src/contact/contact.entity';
import { Deal } from '../src/deal/deal.entity';
import { type CrmParts, definition } from '../src/definition';
import { Lead } from '../src/lead/lead.entity';
import type { MailConfig } from '../src/mail/mail-outlet';
import { Notification } from '../src/notification/notification.entity';
import { NotificationKind } from '../src/notification/notification.kind';
import { Property } from '../src/property/property.entity';
import { RevocationHub } from '../src/revocation/revocation-hub';
import { Role } from '../src/role/role.entity';
import { User, UserRole } from '../src/user/user.entity';
import { Webhook } from '../src/webhook/webhook.entity';
import { WebhookDelivery, WebhookDeliveryStatus } from '../src/webhook-delivery/webhook-delivery.entity';
import { Workspace } from '../src/workspace/workspace.entity';
import { WorkspaceMember, type WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { AUDIT_KEYS } from './audit-log.factory';
import { type TestOutside, testOutside } from './outside';

/** crm on a test database, with rows to be had. */
export interface TestCrm extends TestSubgraph {
  /** What it knows of revocations. Its clock stands still, so that it stays as current as it is; `beat()` is the test's to call. */
  readonly hub: RevocationHub;
  /** The private key that signs access tokens. */
  readonly signingKey: JWK;
  /** With which it signs heads of the audit log. */
  readonly headKey: JWK;
  /** Where its mails go, and what other services know of contacts; a test may change both. */
  readonly outside: TestOutside;
  /** Somebody whose address is confirmed. */
  user(values?: DeepPartial<User>): Promise<User>;
  /** Somebody who has signed up, and not answered the mail yet. */
  unconfirmedUser(values?: DeepPartial<User>): Promise<User>;
  contact(values?: DeepPartial<Contact>): Promise<Contact>;
  client(values?: DeepPartial<Client>): Promise<Client>;
  role(values?: DeepPartial<Role>): Promise<Role>;
  lead(owner: User, values?: DeepPartial<Lead>): Promise<Lead>;
  deal(owner: User, values?: DeepPartial<Deal>): Promise<Deal>;
  property(owner: User, values?: DeepPartial<Property>): Promise<Property>;
  /** A key of somebody, without a secret in it, for that costs a key derivation. */
  apiKey(owner: User, values?: DeepPartial<ApiKey>): Promise<ApiKey>;
  /** A token of somebody that holds for a day, and that nobody has. */
  accessToken(owner: User, values?: DeepPartial<AccessToken>): Promise<AccessToken>;
  /** Something that somebody was told. */
  notification(user: User, values?: DeepPartial<Notification>): Promise<Notification>;
  /** A webhook of somebody, without a secret in it, for that costs a key derivation. */
  webhook(owner: User, values?: DeepPartial<Webhook>): Promise<Webhook>;
  /** A message to a webhook that was taken. */
  webhookDelivery(webhook: Webhook, values?: DeepPartial<WebhookDelivery>): Promise<WebhookDelivery>;
  /** A workspace with its owner as its only member. */
  workspace(owner: User): Promise<Workspace>;
  member(workspace: Workspace, user: User, role: WorkspaceRole): Promise<WorkspaceMember>;
}

/** No test asks a name server: each name stands for an address of the open Internet. */
const NAMES_OUTSIDE = new OutboundTargets(['127.0.0.1'], async () => [{ address: '8.8.8.8', family: 4 }]);

export async function startTestCrm(
  variant: TestDatabaseVariant & {
    database?: TestDatabase;
    clock?: () => Date;
    apiKeyProbes?: ApiKeyProbes;
    masterKeys?: MasterKeys;
    mail?: Partial<MailConfig>;
    auditHeadsFile?: string;
    auditKey?: Buffer;
    webhooks?: Partial<Pick<CrmParts, 'targets' | 'post' | 'random'>>;
    trusts?: readonly JWK[];
  } = {},
): Promise<TestCrm> {
  const signingKey = testSigningKey();
  const masterKeys = variant.masterKeys ?? ([{ id: 'test', key: randomBytes(32) }] as const);
  const cipher = new SecretCipher(masterKeys, { iterations: 100_000 });
  const outside = testOutside(variant.mail);
  const headKey = testIdentityKey('crm').key;
  const { auditHeadsFile: file, apiKeyProbes = {} } = variant;
  const auditHeads = file ? { file, key: headKey } : undefined;
  const ofAudit = { auditKey: variant.auditKey ?? AUDIT_KEYS.key, key: headKey, auditHeads };
  const config = { jwtKeys: [signingKey] as const, masterKeys, apiKeyProbes, mail: outside.mailer.config, ...ofAudit };
  const hub = new RevocationHub({ now: () => 0, heartbeatMs: undefined });
  const crm = await startTestSubgraph(
    definition(config, { cipher, clock: variant.clock, hub: () => hub, targets: NAMES_OUTSIDE, ...variant.webhooks, ...outside }),
    variant,
  );
  const email = () => `${randomUUID()}@example.com`;
  const newUser = (db: EntityManager, values?: DeepPartial<User>): Promise<User> =>
    db.save(db.create(User, { username: randomUUID(), email: email(), passwordHash: 'none', role: UserRole.USER, ...values }));
  return {
    ...crm,
    hub,
    signingKey,
    headKey,
    outside,
    user: (values) =>
      crm.given(async (db) => {
        const user = await newUser(db, values);
        await db.insert(EmailVerification, { userId: user.id, email: user.email, verifiedAt: user.createdAt });
        return user;
      }),
    unconfirmedUser: (values) => crm.given((db) => newUser(db, values)),
    contact: (values) =>
      crm.given((db) =>
        db.save(db.create(Contact, { email: email(), type: ContactType.OTHER, firstName: 'Ann', lastName: 'Archer', ...values })),
      ),
    client: (values) => crm.given((db) => db.save(db.create(Client, { name: 'Ann Archer', email: email(), ...values }))),
    role: (values) => crm.given((db) => db.save(db.create(Role, { name: randomUUID(), ...values }))),
    lead: (owner, values) => crm.given((db) => db.save(db.create(Lead, { userId: owner.id, name: 'Lea Lindt', ...values }))),
    deal: (owner, values) =>
      crm.given((db) => db.save(db.create(Deal, { userId: owner.id, title: 'Sale of a house', stage: 'proposal', ...values }))),
    property: (owner, values) =>
      crm.given((db) =>
        db.save(
          db.create(Property, {
            userId: owner.id,
            title: 'House',
            propertyType: 'house',
            address: { line1: '1 Main St', city: 'Austin', state: 'TX', zip: '78701' },
            ...values,
          }),
        ),
      ),
    workspace: (owner) => crm.given((db) => db.save(db.create(Workspace, { name: 'Team', ownerUserId: owner.id }))),
    member: (workspace, user, role) =>
      crm.given((db) => db.save(db.create(WorkspaceMember, { workspaceId: workspace.id, userId: user.id, role }))),
    accessToken: (owner, values) =>
      crm.given((db) =>
        db.save(
          db.create(AccessToken, {
            userId: owner.id,
            name: 'Script',
            tokenHash: randomUUID(),
            scopes: ['property:read'],
            expiresAt: new Date(Date.now() + 86_400_000),
            ...values,
          }),
        ),
      ),
    notification: (user, values) =>
      crm.given((db) =>
        db.save(
          db.create(Notification, {
            userId: user.id,
            kind: NotificationKind.PLAN_CHANGED,
            message: 'Told.',
            dedupeKey: randomUUID(),
            ...values,
          }),
        ),
      ),
    webhook: (owner, values) =>
      crm.given((db) =>
        db.save(
          db.create(Webhook, {
            userId: owner.id,
            url: 'https://example.com/hook',
            eventTypes: ['property.*'],
            secretCiphertext: randomUUID(),
            nonce: 'none',
            salt: 'none',
            ...values,
          }),
        ),
      ),
    webhookDelivery: ({ id: webhookId, userId }, values) =>
      crm.given((db) =>
        db.save(
          db.create(WebhookDelivery, {
            ...{ webhookId, userId, eventId: randomUUID(), type: 'property.created', body: '{}' },
            ...{ status: WebhookDeliveryStatus.DELIVERED, nextAttemptAt: null, occurredAt: new Date() },
            ...values,
          }),
        ),
      ),
    apiKey: (owner, values) =>
      crm.given((db) =>
        db.save(
          db.create(ApiKey, {
            userId: owner.id,
            service: 'openai',
            keyCiphertext: randomUUID(),
            nonce: 'none',
            salt: 'none',
            ...values,
          }),
        ),
      ),
  };
}

/** The user as a viewer, with the permissions of its role, and with a token that is newer than whatever was revoked. */
export const viewerOf = ({ id, role, contactId, clientId }: User): Viewer =>
  new Viewer({
    userId: id,
    sessionId: randomUUID(),
    role,
    contactId: contactId ?? undefined,
    clientId: clientId ?? undefined,
    permissions: ROLE_PERMISSIONS[role],
    asOf: Number.MAX_SAFE_INTEGER,
  });
