import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Client } from './client/client.entity';
import { visibleClients } from './client/client.policy';
import { nameableContacts } from './contact/contact.existence';
import { Deal } from './deal/deal.entity';
import { visibleDeals } from './deal/deal.policy';
import { Lead } from './lead/lead.entity';
import { visibleLeads } from './lead/lead.policy';
import { nameableProperties } from './property/property.existence';
import { Role } from './role/role.entity';
import { everyRole } from './role/role.policy';
import { User } from './user/user.entity';
import { visibleUsers } from './user/user.policy';

/** What other services may refer to: what the viewer sees, and a little more of contacts and properties. */
export const existence: Existence = {
  User: visibleIds(User, visibleUsers),
  Contact: nameableContacts,
  Client: visibleIds(Client, visibleClients),
  Lead: visibleIds(Lead, visibleLeads),
  Deal: visibleIds(Deal, visibleDeals),
  Property: nameableProperties,
  Role: visibleIds(Role, everyRole),
};
