import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Contributor } from '../contributor/contributor.stub';
import { Exchange } from '../exchange/exchange.stub';
import { User } from '../user/user.entity';
import { AuditLog, AuditLogConnection } from './audit-log.entity';
import { AuditHead, AuditLogPageArgs } from './audit-log.input';

@Resolver(() => AuditLog)
export class AuditLogResolver {
  @Query(() => AuditLog, { nullable: true, description: 'An entry of the audit log by id; null when there is none that you may see.' })
  auditLog(@Arg('id', () => ID, { description: 'The id of the entry.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.auditLog.load(id);
  }

  @Query(() => AuditLogConnection, {
    nullable: true,
    description: 'What happened in all services: what you did yourself, or everything as an administrator.',
  })
  auditLogs(@Args(() => AuditLogPageArgs) args: AuditLogPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.auditLogs.root(args);
  }

  @Query(() => AuditHead, { nullable: true, description: 'The last entry of the audit log, to be kept outside; for administrators.' })
  auditHead(@Ctx() { auditHeads }: CrmContext) {
    return auditHeads.read();
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who did it, if that user is there and you may see it.' })
  user(@Root() { userId }: AuditLog, @Ctx() { loaders }: CrmContext) {
    return userId ? loaders.user.load(userId) : null;
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange that it belongs to, if that is there.' })
  exchange(@Root() { exchangeId }: AuditLog): Exchange | null {
    return exchangeId ? { id: exchangeId } : null;
  }

  @FieldResolver(() => Contributor, { nullable: true, description: 'The contributor that it belongs to, if that is there.' })
  contributor(@Root() { contributorId }: AuditLog): Contributor | null {
    return contributorId ? { id: contributorId } : null;
  }
}
