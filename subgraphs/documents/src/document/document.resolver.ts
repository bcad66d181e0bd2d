import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Deal } from '../deal/deal.stub';
import { Exchange } from '../exchange/exchange.stub';
import { Inquiry } from '../inquiry/inquiry.stub';
import { Lead } from '../lead/lead.stub';
import { PlatformLink } from '../platform-link/platform-link.stub';
import { Project } from '../project/project.stub';
import { Property } from '../property/property.stub';
import { User } from '../user/user.stub';
import { Document, DocumentConnection } from './document.entity';
import { CreateDocumentInput, DocumentPageArgs, UpdateDocumentInput } from './document.input';
import { DocumentRights } from './document.rights';

const stub = (id: string | null) => id && { id };

@Resolver(() => Document)
export class DocumentResolver {
  @Query(() => Document, { nullable: true, description: 'A document by id; null when there is none that you may see.' })
  document(@Arg('id', () => ID, { description: 'The id of the document.' }) id: string, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(id);
  }

  @Query(() => DocumentConnection, {
    nullable: true,
    description: 'Documents that you may see: your own, and those of exchanges, leads and projects by your part in them.',
  })
  documents(@Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documents.root(args);
  }

  @FieldResolver(() => String, { description: 'What it is, in whichever vocabulary it has: DEED, W9, a label, a category, else OTHER.' })
  kind(@Root() { realEstateType, leadDocumentType, documentTypeLabel, category }: Document): string {
    return realEstateType ?? leadDocumentType ?? documentTypeLabel ?? category ?? 'OTHER';
  }

  @FieldResolver(() => DocumentRights, {
    description: 'What you may do with it, for showing what can be done and no more: each act asks again.',
  })
  viewerMay(@Root() document: Document, @Ctx() { rights }: DocumentsContext) {
    return rights.load(document);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner, for origins PLATFORM and REAL_ESTATE.' })
  user(@Root() { userId }: Document) {
    return stub(userId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who added it.' })
  uploadedBy(@Root() { uploadedById }: Document) {
    return stub(uploadedById);
  }

  @FieldResolver(() => PlatformLink, { nullable: true, description: 'The link to the platform where the original lies.' })
  platformLink(@Root() { platformLinkId }: Document) {
    return stub(platformLinkId);
  }

  @FieldResolver(() => Property, { nullable: true, description: 'The property that it is about.' })
  property(@Root() { propertyId }: Document) {
    return stub(propertyId);
  }

  @FieldResolver(() => Deal, { nullable: true, description: 'The deal that it is about.' })
  deal(@Root() { dealId }: Document) {
    return stub(dealId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead that it belongs to.' })
  lead(@Root() { leadId }: Document) {
    return stub(leadId);
  }

  @FieldResolver(() => Inquiry, { nullable: true, description: 'The inquiry that it belongs to.' })
  inquiry(@Root() { inquiryId }: Document) {
    return stub(inquiryId);
  }

  @FieldResolver(() => Project, { nullable: true, description: 'The project that it belongs to.' })
  project(@Root() { projectId }: Document) {
    return stub(projectId);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange that it belongs to.' })
  exchange(@Root() { exchangeId }: Document) {
    return stub(exchangeId);
  }

  @Mutation(() => Document, {
    nullable: true,
    description: 'Adds a document of your own, or one to a lead of yours, to a project or inquiry, or to an exchange where you may upload.',
  })
  createDocument(
    @Arg('input', () => CreateDocumentInput, { description: 'The new document.' }) input: CreateDocumentInput,
    @Ctx() { documents }: DocumentsContext,
  ) {
    return documents.create(input);
  }

  @Mutation(() => Document, { nullable: true, description: 'Edits what is said about a document, and who may see it.' })
  updateDocument(
    @Arg('input', () => UpdateDocumentInput, { description: 'Which document, and what changes.' }) input: UpdateDocumentInput,
    @Ctx() { documents }: DocumentsContext,
  ) {
    return documents.update(input);
  }
}
