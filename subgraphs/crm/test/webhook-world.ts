import { randomBytes } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { OUTBOUND_BOUNDS, OutboundPost } from '@plat/shared/outbound/outbound-post';
import { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import type { User } from '../src/user/user.entity';
import type { WebhookDelivery } from '../src/webhook-delivery/webhook-delivery.entity';
import { SEND_WEBHOOKS } from '../src/webhook-delivery/webhook-delivery.tasks';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { startTestPartner, type TestPartner } from './partner';

/** A webhook that leads to a partner of its own. */
export interface Hooked {
  readonly user: User;
  readonly owner: Viewer;
  readonly id: string;
  readonly secret: string;
  readonly partner: TestPartner;
}

/** Two replicas of crm on one database, whose time and names a test holds in its hands. */
export interface WebhookWorld {
  readonly crm: TestCrm;
  readonly other: TestCrm;
  now: Date;
  /** How long a partner may say nothing, in milliseconds. */
  patience: number;
  /** What the names of hosts stand for. */
  readonly names: Map<string, string>;
  later(ms: number): void;
  hook(eventTypes: string[], user?: User): Promise<Hooked>;
  /** Somebody makes a property. @returns its id */
  property(owner: Viewer): Promise<string>;
  log(webhookId: string): Promise<WebhookDelivery[]>;
  /** Tells all events, and sends what is due. */
  run(on?: TestCrm): Promise<void>;
  stop(): Promise<void>;
}

const CREATE = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }';
const PROPERTY = `mutation { createProperty(input: { title: "Planted", propertyType: "house",
  address: { line1: "1 Main St", city: "Austin", state: "TX", zip: "78701" } }) { id } }`;
const LOG = `query ($id: ID!) { webhook(id: $id) { deliveries(orderBy: CREATED_AT_ASC, first: 100) { edges { node {
  id eventId type body status attempts nextAttemptAt lastAttemptAt deliveredAt durationMs responseStatus responseExcerpt fault } } } } }`;

export async function startWebhookWorld(): Promise<WebhookWorld> {
  const names = new Map<string, string>();
  const targets = new OutboundTargets(['127.0.0.1'], async (host) => [{ address: names.get(host) ?? '8.8.8.8', family: 4 }]);
  const bounds = {
    ...OUTBOUND_BOUNDS,
    get headMs() {
      return world.patience;
    },
  };
  const variant = {
    database: await freshDatabase('crm'),
    clock: () => world.now,
    masterKeys: [{ id: 'test', key: randomBytes(32) }] as const,
    webhooks: { targets, post: new OutboundPost(targets, bounds), random: () => 0 },
  };
  const [crm, other] = [await startTestCrm(variant), await startTestCrm(variant)];
  const partners: TestPartner[] = [];
  const world: WebhookWorld = {
    crm,
    other,
    now: new Date('2026-03-01T12:00:00Z'),
    patience: OUTBOUND_BOUNDS.headMs,
    names,
    later: (ms) => {
      world.now = new Date(world.now.getTime() + ms);
    },
    hook: async (eventTypes, given) => {
      const user = given ?? (await crm.user());
      const partner = await startTestPartner();
      partners.push(partner);
      const owner = viewerOf(user);
      const { data, errors } = await crm.ask(owner, CREATE, { input: { url: partner.url, eventTypes } });
      if (errors) throw new Error(JSON.stringify(errors));
      return { user, owner, partner, id: data.createWebhook.webhook.id, secret: data.createWebhook.secret };
    },
    property: async (owner) => (await crm.ask(owner, PROPERTY)).data.createProperty.id,
    log: async (id) => {
      const [{ userId }] = await crm.given((db) => db.query('SELECT user_id AS "userId" FROM webhooks WHERE id = $1', [id]));
      const { data } = await crm.ask(viewerOf({ id: userId, role: 'USER' } as User), LOG, { id });
      return data.webhook.deliveries.edges.map(({ node }: { node: WebhookDelivery }) => node);
    },
    run: async (on = crm) => {
      await on.given((db) => enqueueJob(db, SEND_WEBHOOKS, {}));
      await on.subgraph.runJobs();
    },
    stop: async () => {
      await Promise.all([crm.stop(), other.stop(), ...partners.map((partner) => partner.stop())]);
    },
  };
  return world;
}
