import type { CrmContext } from '../context';
import type { Webhook } from './webhook.entity';

export const resolveWebhook = ({ id }: Pick<Webhook, 'id'>, { loaders }: CrmContext) => loaders.webhook.load(id);
