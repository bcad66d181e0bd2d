import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { DocumentVersion } from '../document-version/document-version.entity';
import { DownloadArgs } from './download.input';

const HOW =
  'It is yours alone, counts for five minutes, answers HEAD and ranges too, and refuses as soon as you may not have the file any more. PIN_REQUIRED without a grant, where the document has a PIN.';

@Resolver(() => Document)
export class DocumentDownloadResolver {
  @FieldResolver(() => UrlScalar, { nullable: true, description: `An address of its current file. ${HOW}` })
  downloadUrl(@Root() document: Document, @Args(() => DownloadArgs) args: DownloadArgs, @Ctx() { downloads }: DocumentsContext) {
    return downloads.urlOf(document, args);
  }
}

@Resolver(() => DocumentVersion)
export class VersionDownloadResolver {
  @FieldResolver(() => UrlScalar, { nullable: true, description: `An address of this file. ${HOW}` })
  downloadUrl(@Root() version: DocumentVersion, @Args(() => DownloadArgs) args: DownloadArgs, @Ctx() { downloads }: DocumentsContext) {
    return downloads.urlOfVersion(version, args);
  }
}
