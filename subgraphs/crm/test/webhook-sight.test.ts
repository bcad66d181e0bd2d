import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { UserRole } from '../src/user/user.entity';
import { ADDRESS_WEBHOOKS } from '../src/webhook-delivery/webhook-delivery.tasks';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { viewerOf } from './crm.factory';
import { type Hooked, startWebhookWorld, type WebhookWorld } from './webhook-world';

let world: WebhookWorld;
let mine: Hooked;
beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.crm.given((db) => db.query('DELETE FROM webhooks'));
  await world.run();
  mine = await world.hook(['*']);
  await world.run();
  mine.partner.received.length = 0;
});

const got = ({ partner }: Hooked) => partner.received.map(({ json: { type, data } }) => `${type} ${data.subject.id}`);
const LEAD = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id } }';
const lead = async (of: Hooked, workspaceId?: string): Promise<string> => {
  const { data } = await world.crm.ask(of.owner, LEAD, { input: { name: 'Lea', workspaceId } });
  return data.createLead.id;
};
const DEAL = 'mutation { createDeal(input: { title: "Sale", stage: "proposal" }) { id } }';
const deal = async (of: Hooked): Promise<string> => (await world.crm.ask(of.owner, DEAL)).data.createDeal.id;
const rename = (of: Hooked, id: string) =>
  world.crm.ask(of.owner, 'mutation ($id: ID!) { updateLead(input: { id: $id, name: "Leo" }) { id } }', { id });
const drop = (of: Hooked, id: string) => world.crm.ask(of.owner, 'mutation ($id: ID!) { deleteLead(id: $id) { id } }', { id });

/** An event as another service would tell it. */
const told = (event: { type: string; subjectType: string; subjectId: string; payload: object; actor?: string }, to = world) =>
  to.crm.given(async (db) => {
    const [{ id, seq }] = await db.query(
      `INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload) VALUES ($1, $2, $3, $4, $5) RETURNING id, seq`,
      [event.type, event.subjectType, event.subjectId, event.actor ?? null, event.payload],
    );
    await db.query(`INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject) VALUES ($1, 'crm', $2, $3)`, [
      id,
      seq,
      event.subjectId,
    ]);
    return id as string;
  });

describe('the events that a webhook gets', () => {
  it('are of what its owner may see, and nobody else’s', async () => {
    const bob = await world.hook(['*']);
    await world.run();
    for (const { partner } of [mine, bob]) partner.received.length = 0;
    const [own, foreign] = [await world.property(mine.owner), await world.property(bob.owner)];
    const foreignLead = await lead(bob);
    await rename(bob, foreignLead);
    await drop(bob, foreignLead);
    const foreignDeal = await deal(bob);
    await world.run();
    expect(got(mine)).toEqual([`property.created ${own}`]);
    // What was deleted before anybody was told of it is told of as deleted, and no more.
    expect(got(bob).sort()).toEqual([`deal.created ${foreignDeal}`, `lead.trashed ${foreignLead}`, `property.created ${foreign}`]);
    const log = JSON.stringify(
      await world.crm.given((db) => db.query('SELECT * FROM webhook_deliveries WHERE webhook_id = $1', [mine.id])),
    );
    for (const id of [foreign, foreignLead, foreignDeal, bob.user.id, bob.id]) expect(log).not.toContain(id);
    expect(await world.crm.given((db) => db.query('SELECT FROM webhook_events'))).toEqual([]);
  });

  it('are told of as what it is now: to members while they are, and of a deleted row to whoever saw it', async () => {
    const bob = await world.hook(['lead.*']);
    const workspace = await world.crm.workspace(bob.user);
    const id = await lead(bob, workspace.id);
    await world.run();
    expect(got(mine)).toEqual([]);
    const membership = await world.crm.member(workspace, mine.user, WorkspaceRole.VIEWER);
    await rename(bob, id);
    await world.run();
    expect(got(mine)).toEqual([`lead.updated ${id}`]);
    await drop(bob, id);
    await world.run();
    expect(got(mine)).toEqual([`lead.updated ${id}`, `lead.trashed ${id}`]);
    const next = await lead(bob, workspace.id);
    await world.crm.given((db) => db.query('DELETE FROM workspace_members WHERE id = $1', [membership.id]));
    await drop(bob, next);
    await world.run();
    expect(got(mine)).toHaveLength(2);
  });

  it('are none of somebody else’s row that its owner changed, or whose event names its owner where that is no right', async () => {
    const bob = await world.crm.user();
    const foreign = await world.crm.property(bob);
    const [by, named] = [{ actor: mine.user.id }, { old: { user_id: mine.user.id }, new: { user_id: mine.user.id } }];
    await told({ type: 'property.updated', subjectType: 'Property', subjectId: foreign.id, payload: named, ...by });
    await told({ type: 'property.deleted', subjectType: 'Property', subjectId: foreign.id, payload: { old: { user_id: bob.id } }, ...by });
    for (const type of ['Document', 'Exchange'] as const) world.crm.others.hide(type, foreign.id);
    await told({ type: 'document.created', subjectType: 'Document', subjectId: foreign.id, payload: named, ...by });
    await told({ type: 'exchange.updated', subjectType: 'Exchange', subjectId: foreign.id, payload: named, ...by });
    await told({ type: 'user.updated', subjectType: 'User', subjectId: bob.id, payload: named, ...by });
    await told({ type: 'user.deleted', subjectType: 'User', subjectId: foreign.id, payload: named, ...by });
    await world.run();
    expect(got(mine)).toEqual([]);
  });

  it('are of rows that are gone, and of other services’ rows, where the event names the owner and that is the right', async () => {
    const [gone, link, moved] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    const ours = { old: { user_id: mine.user.id } };
    await told({ type: 'property.deleted', subjectType: 'Property', subjectId: gone, payload: ours });
    await told({
      type: 'platform_link.created',
      subjectType: 'PlatformLink',
      subjectId: link,
      payload: { new: { user_id: mine.user.id } },
    });
    const away = { ...ours, new: { user_id: (await world.crm.user()).id } };
    await told({ type: 'platform_link.updated', subjectType: 'PlatformLink', subjectId: moved, payload: away });
    await world.run();
    expect(got(mine).sort()).toEqual([`platform_link.created ${link}`, `property.deleted ${gone}`]);
  });

  it('are of rows of documents, builds and exchanges that these show the webhook’s owner, by one question for each type', async () => {
    const [seen, other, hidden] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    const types = [
      ...(['Document', 'Build', 'Project', 'Contributor', 'Exchange', 'ExchangeParticipant', 'ExchangeProperty'] as const),
      ...(['ExchangeTask', 'IdentificationNotice', 'ParkingArrangement', 'PropertyValuation'] as const),
    ];
    const nouns = types.map((type) => type.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase());
    const before = world.crm.others.questions.length;
    for (const [index, subjectType] of types.entries()) {
      world.crm.others.hide(subjectType, hidden);
      for (const subjectId of [seen, other, hidden])
        await told({ type: `${nouns[index]}.updated`, subjectType, subjectId, payload: { new: {} } });
      await told({ type: `${nouns[index]}.deleted`, subjectType, subjectId: seen, payload: { old: { user_id: mine.user.id } } });
    }
    await world.run();
    expect(got(mine).sort()).toEqual(nouns.flatMap((noun) => [seen, other].map((id) => `${noun}.updated ${id}`)).sort());
    const questions = world.crm.others.questions.slice(before);
    expect(questions.map(({ service, type }) => `${service} ${type}`).sort()).toEqual([
      'builds Build',
      'builds Contributor',
      'builds Project',
      'documents Document',
      'exchanges Exchange',
      'exchanges ExchangeParticipant',
      'exchanges ExchangeProperty',
      'exchanges ExchangeTask',
      'exchanges IdentificationNotice',
      'exchanges ParkingArrangement',
      'exchanges PropertyValuation',
    ]);
    expect(new Set(questions.map(({ userId }) => userId))).toEqual(new Set([mine.user.id]));
  });

  it('are of messages that exchanges shows the webhook’s owner, taken back or not, and have none of their words', async () => {
    const [seen, hidden] = [crypto.randomUUID(), crypto.randomUUID()];
    world.crm.others.hide('ExchangeMessage', hidden);
    const verbs = ['sent', 'edited', 'deleted'];
    for (const subjectId of [seen, hidden])
      for (const verb of verbs)
        await told({
          type: `exchange_message.${verb}`,
          subjectType: 'ExchangeMessage',
          subjectId,
          payload: {
            senderId: mine.user.id,
            participants: [mine.user.id],
            old: { user_id: mine.user.id },
            new: { content: '[redacted]', version: 2 },
          },
        });
    await world.run();
    expect(got(mine).sort()).toEqual(verbs.map((verb) => `exchange_message.${verb} ${seen}`).sort());
    for (const { json } of mine.partner.received)
      expect(json.data).toEqual({ subject: { type: 'ExchangeMessage', id: seen }, changed: ['user_id', 'version'] });
  });

  it('are none of the money and the taxes of exchanges, and none of what one has read, but for an administrator', async () => {
    const boss = await world.hook(['*'], await world.crm.user({ role: UserRole.ADMIN }));
    await world.run();
    for (const { partner } of [mine, boss]) partner.received.length = 0;
    const types = {
      'fund_account.created': 'FundAccount',
      'fund_entry.created': 'FundEntry',
      'fund_release.paid': 'FundRelease',
      'fund_authorisation.created': 'FundAuthorisation',
      'fund_reconciliation.created': 'FundReconciliation',
      'gain_worksheet.created': 'GainWorksheet',
      'related_party.created': 'RelatedParty',
      'disqualification_attestation.created': 'DisqualificationAttestation',
      'taxpayer_identity.created': 'TaxpayerIdentity',
      'identification_verdict.reached': 'IdentificationVerdict',
      'message_read_marker.moved': 'MessageReadMarker',
    };
    const ours = { old: { user_id: mine.user.id }, new: { user_id: mine.user.id }, participants: [mine.user.id] };
    for (const [type, subjectType] of Object.entries(types))
      await told({ type, subjectType, subjectId: crypto.randomUUID(), payload: ours, actor: mine.user.id });
    await world.run();
    expect(got(mine)).toEqual([]);
    expect(got(boss)).toHaveLength(Object.keys(types).length);
  });

  it('wait while the service that has the subject does not answer, then come once, or after a day not at all', async () => {
    const down = await startWebhookWorld();
    const [ann, boss] = [
      await down.hook(['document.*', 'property.*']),
      await down.hook(['*'], await down.crm.user({ role: UserRole.ADMIN })),
    ];
    await down.run();
    for (const { partner } of [ann, boss]) partner.received.length = 0;
    const subjectId = crypto.randomUUID();
    await down.crm.others.takeDown('documents');
    await told({ type: 'document.created', subjectType: 'Document', subjectId, payload: { new: {} } }, down);
    const property = await down.property(ann.owner);
    await down.run();
    expect(got(ann)).toEqual([`property.created ${property}`]);
    expect(got(boss)).toContain(`document.created ${subjectId}`);
    const waiting = () => down.crm.given((db) => db.query('SELECT subject_id FROM webhook_events'));
    expect(await waiting()).toEqual([{ subject_id: subjectId }]);
    // crm's other replica still reaches documents.
    down.later(30_000);
    await down.crm.given((db) => enqueueJob(db, ADDRESS_WEBHOOKS, {}));
    await down.run(down.other);
    expect(got(ann)).toContain(`document.created ${subjectId}`);
    expect(got(boss).filter((one) => one === `document.created ${subjectId}`)).toHaveLength(1);
    expect(await waiting()).toEqual([]);

    const late = crypto.randomUUID();
    await told({ type: 'document.created', subjectType: 'Document', subjectId: late, payload: { new: {} } }, down);
    await down.run();
    await down.crm.given((db) => db.query(`UPDATE webhook_events SET received_at = $1`, [down.now]));
    down.later(24 * 3_600_000);
    await down.crm.given((db) => enqueueJob(db, ADDRESS_WEBHOOKS, {}));
    await down.run();
    expect(await waiting()).toEqual([]);
    expect(got(ann)).not.toContain(`document.created ${late}`);
    await down.stop();
  });

  it('are all there are for an administrator, as long as it is one', async () => {
    const boss = await world.hook(['exchange.*', 'property.created'], await world.crm.user({ role: UserRole.ADMIN }));
    const subject = { subjectType: 'Exchange', subjectId: crypto.randomUUID(), payload: { new: { status: 'DRAFT' } } };
    await told({ type: 'exchange.created', ...subject });
    const property = await world.property(mine.owner);
    await world.run();
    expect(got(boss).sort()).toEqual([`exchange.created ${subject.subjectId}`, `property.created ${property}`]);
    await world.crm.given((db) => db.query(`UPDATE users SET role = 'USER' WHERE id = $1`, [boss.user.id]));
    world.crm.others.hide('Exchange', subject.subjectId);
    await told({ type: 'exchange.updated', ...subject });
    await world.run();
    expect(got(boss)).toHaveLength(2);
  });

  it('are none for one who was shut out, and none while it is disabled', async () => {
    await world.crm.given((db) => db.query('UPDATE users SET is_active = false WHERE id = $1', [mine.user.id]));
    const owner = viewerOf(mine.user);
    await told({
      type: 'property.deleted',
      subjectType: 'Property',
      subjectId: crypto.randomUUID(),
      payload: { old: { user_id: mine.user.id } },
    });
    await world.run();
    expect(await world.crm.given((db) => db.query('SELECT FROM webhook_deliveries WHERE status = $1', ['PENDING']))).toEqual([]);
    await world.crm.given((db) => db.query('UPDATE users SET is_active = true WHERE id = $1', [mine.user.id]));
    await world.crm.ask(owner, 'mutation ($id: ID!) { disableWebhook(id: $id) { id } }', { id: mine.id });
    await world.property(owner);
    await world.run();
    await world.crm.ask(owner, 'mutation ($id: ID!) { enableWebhook(id: $id) { id } }', { id: mine.id });
    await world.run();
    expect(got(mine)).toEqual([`webhook.enabled ${mine.id}`]);
  });

  it('are of the types that it asks for', async () => {
    const some = await world.hook(['lead.created', 'property.*'], mine.user);
    const [property, its] = [await world.property(some.owner), await lead(some)];
    await rename(some, its);
    await world.run();
    expect(got(some).sort()).toEqual([`lead.created ${its}`, `property.created ${property}`]);
  });

  it('come once, however often they are told', async () => {
    const id = await world.property(mine.owner);
    await world.run();
    for (const table of ['outbox_deliveries SET delivered_at = NULL', 'webhooks SET version = version']) // told again, to a webhook that is the same
      await world.crm.given((db) => db.query(`UPDATE ${table}`));
    await world.crm.given((db) => db.query('DELETE FROM inbox_events'));
    await world.run();
    expect(got(mine).filter((one) => one === `property.created ${id}`)).toHaveLength(1);
    expect((await world.log(mine.id)).filter(({ body }) => body.includes(id))).toHaveLength(1);
  });
});
