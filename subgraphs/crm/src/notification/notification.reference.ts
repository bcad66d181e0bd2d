import type { CrmContext } from '../context';
import type { Notification } from './notification.entity';

export const resolveNotification = ({ id }: Pick<Notification, 'id'>, { loaders }: CrmContext) => loaders.notification.load(id);
