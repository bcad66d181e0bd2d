import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about webhooks and deliveries where row level security is off. */
export async function webhookAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const webhook = await crm.webhook(ann);
  const { id } = webhook;
  const delivery = await crm.webhookDelivery(webhook);
  // In a webhook of the viewer's own, so that only the policy of deliveries decides.
  const strange = await crm.webhook(bob);
  await crm.webhookDelivery(webhook, { webhookId: strange.id });

  const finds = (name: string, as: Viewer, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} a webhook with its log`,
      as,
      query: `query ($id: ID!, $refs: [_Any!]!) { webhook(id: $id) { id deliveries { edges { node { id } } totalCount } }
        _entities(representations: $refs) { ... on Webhook { id } } }`,
      variables: { id, refs: [{ __typename: 'Webhook', id }] },
      holds: ({ data, errors }) => {
        const [edge] = data.webhook?.deliveries.edges ?? [];
        return !errors && (edge?.node.id === delivery.id) === found && (data._entities[0]?.id === id) === found;
      },
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} a webhook`,
      as,
      query: 'query ($id: ID!) { webhooks(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id },
      holds: ({ data, errors }) => !errors && data.webhooks.edges.length === Number(found) && data.webhooks.totalCount === Number(found),
    },
  ];
  const MUTATIONS = {
    updateWebhook: 'updateWebhook(input: { id: $id, description: "mine" }) { id }',
    rotateWebhookSecret: 'rotateWebhookSecret(id: $id) { secret }',
    enableWebhook: 'enableWebhook(id: $id) { id }',
    disableWebhook: 'disableWebhook(id: $id) { id }',
    sendTestEvent: 'sendTestEvent(webhookId: $id) { id }',
    deleteWebhook: 'deleteWebhook(id: $id) { id }',
  };
  const refused = (name: string, as: Viewer, code: string): AccessCase[] => [
    ...Object.entries(MUTATIONS).map(
      ([field, call]): AccessCase => ({
        name: `${name} does not get to ${field}`,
        as,
        query: `mutation ($id: ID!) { ${call} }`,
        variables: { id },
        holds: refusedWith(code),
      }),
    ),
    {
      name: `${name} has nothing sent again`,
      as,
      query: 'mutation ($id: ID!) { resendWebhookDelivery(id: $id) { id } }',
      variables: { id: delivery.id },
      holds: refusedWith(code),
    },
  ];
  return [
    ...finds('owner', owner, true),
    ...finds('admin', admin, true),
    ...finds('stranger', stranger, false),
    ...finds('agent', aViewer('AGENT'), false),
    {
      name: 'owner has a message sent again',
      as: owner,
      query: 'mutation ($id: ID!) { resendWebhookDelivery(id: $id) { status } }',
      variables: { id: delivery.id },
      holds: ({ data, errors }) => !errors && data.resendWebhookDelivery.status === 'PENDING',
    },
    {
      name: 'stranger reads no delivery of another, wherever it stands',
      as: stranger,
      query: 'query ($id: ID!) { webhook(id: $id) { deliveries { edges { node { id } } totalCount } } }',
      variables: { id: strange.id },
      holds: ({ data, errors }) => !errors && data.webhook.deliveries.totalCount === 0 && data.webhook.deliveries.edges.length === 0,
    },
    ...refused('stranger', stranger, 'NOT_FOUND'),
    ...refused('admin', admin, 'FORBIDDEN'),
    ...refused('nobody', NOBODY, 'UNAUTHENTICATED'),
    { name: 'nobody lists webhooks', as: NOBODY, query: '{ webhooks { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
