import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AuditLogConnection } from '../audit-log/audit-log.entity';
import { AuditLogPageArgs } from '../audit-log/audit-log.input';
import type { CrmContext } from '../context';
import { Exchange } from './exchange.stub';

@Resolver(() => Exchange)
export class ExchangeResolver {
  @FieldResolver(() => AuditLogConnection, {
    nullable: true,
    description: 'What happened in the exchange: what you did yourself, or everything as an administrator.',
  })
  auditLogs(@Root() { id }: Exchange, @Args(() => AuditLogPageArgs) args: AuditLogPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.auditLogsOfExchange.of(id, args);
  }
}
