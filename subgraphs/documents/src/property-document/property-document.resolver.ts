import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { Property } from '../property/property.stub';
import { PropertyDocument } from './property-document.entity';
import { LinkPropertyDocumentInput } from './property-document.input';

@Resolver(() => PropertyDocument)
export class PropertyDocumentResolver {
  @FieldResolver(() => Property, { description: 'The property.' })
  property(@Root() { propertyId }: PropertyDocument) {
    return { id: propertyId };
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The document; null while you may not see it.' })
  document(@Root() { documentId }: PropertyDocument, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(documentId);
  }

  @Mutation(() => PropertyDocument, {
    nullable: true,
    description: 'Links a document that you may see to a property of yours. Who may see the document stays as it is.',
  })
  linkPropertyDocument(
    @Arg('input', () => LinkPropertyDocumentInput, { description: 'What is linked.' }) input: LinkPropertyDocumentInput,
    @Ctx() { propertyDocuments }: DocumentsContext,
  ) {
    return propertyDocuments.link(input);
  }

  @Mutation(() => PropertyDocument, {
    nullable: true,
    description: 'Removes a link between a property of yours and a document; both stay.',
  })
  unlinkPropertyDocument(
    @Arg('propertyId', () => ID, { description: 'The property.' }) propertyId: string,
    @Arg('documentId', () => ID, { description: 'The document.' }) documentId: string,
    @Ctx() { propertyDocuments }: DocumentsContext,
  ) {
    return propertyDocuments.unlink(propertyId, documentId);
  }
}

@Resolver(() => Property)
export class LinksOfPropertyResolver {
  @FieldResolver(() => [PropertyDocument], {
    nullable: true,
    description: 'The documents that are linked to the property, the main one first; for its owner.',
  })
  documentLinks(@Root() { id }: Property, @Ctx() { loaders }: DocumentsContext) {
    return loaders.linksOfProperty.load(id);
  }
}

@Resolver(() => Document)
export class LinksOfDocumentResolver {
  @FieldResolver(() => [PropertyDocument], { description: 'The properties of yours to which it is linked.' })
  propertyLinks(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return loaders.linksOfDocument.load(id);
  }
}
