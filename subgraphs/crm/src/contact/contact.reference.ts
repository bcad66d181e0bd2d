import type { CrmContext } from '../context';
import type { Contact } from './contact.entity';

export const resolveContact = ({ id }: Pick<Contact, 'id'>, { loaders }: CrmContext) => loaders.contactCard.load(id);
