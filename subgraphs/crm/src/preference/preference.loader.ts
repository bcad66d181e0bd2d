import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { In } from 'typeorm';
import { UserPreference } from './preference.entity';

/** The preferences of users, by key. Ask for users that the viewer sees alone. */
export const preferencesOfUserLoader = ({ db }: RequestScope) =>
  listLoader(async (users) => {
    const rows = await db.find(UserPreference, { where: { userId: In([...users]) }, order: { preferenceKey: 'ASC' } });
    return rows.map((value) => ({ key: value.userId, value }));
  });
