import type { DocumentsContext } from '../context';
import type { RetentionPolicy } from './retention-policy.entity';

export const resolveRetentionPolicy = ({ id }: Pick<RetentionPolicy, 'id'>, { loaders }: DocumentsContext) =>
  loaders.retentionPolicy.load(id);
