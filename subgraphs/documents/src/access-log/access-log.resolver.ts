import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { User } from '../user/user.stub';
import { DocumentAccessLog, DocumentAccessLogConnection } from './access-log.entity';
import { DocumentAccessLogPageArgs } from './access-log.input';

@Resolver(() => DocumentAccessLog)
export class AccessLogResolver {
  @Query(() => DocumentAccessLogConnection, {
    nullable: true,
    description: 'Who had to do with which document, documents that are gone among them; for administrators.',
  })
  documentAccessLogs(@Args(() => DocumentAccessLogPageArgs) args: DocumentAccessLogPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.accessLogs.root(args);
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The document, if it is there and you may see it.' })
  document(@Root() { documentId }: DocumentAccessLog, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(documentId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who it was, if that is a user who is there.' })
  user(@Root() { userId }: DocumentAccessLog): User | null {
    return userId ? { id: userId } : null;
  }
}

/** What the log adds to a document. */
@Resolver(() => Document)
export class DocumentAccessLogsResolver {
  @FieldResolver(() => DocumentAccessLogConnection, {
    nullable: true,
    description: 'Who had to do with it, or tried: all to its owner and to administrators, to others what they did themselves.',
  })
  accessLogs(
    @Root() { id }: Document,
    @Args(() => DocumentAccessLogPageArgs) args: DocumentAccessLogPageArgs,
    @Ctx() { pages }: DocumentsContext,
  ) {
    return pages.accessLogsOfDocument.of(id, args);
  }
}
