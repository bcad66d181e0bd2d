import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { Media } from '../media/media.entity';
import { Upload } from './upload.entity';
import { StartUploadInput, UploadPart } from './upload.input';
import { partSizes } from './upload.limits';

@Resolver(() => Upload)
export class UploadResolver {
  @Query(() => Upload, {
    nullable: true,
    description: 'An upload of yours by id, with the parts that have arrived; null when there is none.',
  })
  upload(@Arg('id', () => ID, { description: 'The id of the upload.' }) id: string, @Ctx() { loaders }: DocumentsContext) {
    return loaders.upload.load(id);
  }

  @Query(() => [Upload], { nullable: true, description: 'What you have started to send within a day, the latest first.' })
  uploads(@Ctx() { uploadsOfViewer }: DocumentsContext) {
    return uploadsOfViewer();
  }

  @FieldResolver(() => [UploadPart], { description: 'Its parts, whether or not they have arrived, in order.' })
  async parts(@Root() upload: Upload, @Ctx() { loaders, partUrl }: DocumentsContext): Promise<UploadPart[]> {
    const arrived = new Map((await loaders.partsOfUpload.load(upload.id)).map((part) => [part.partNo, part]));
    return partSizes(upload).map((size, index) => {
      const number = index + 1;
      const part = arrived.get(number);
      return { number, size, arrivedAt: part?.arrivedAt ?? null, sha256: part?.sha256 ?? null, url: partUrl(upload, number, size) };
    });
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The document that gets it as a version, or that was made of it.' })
  document(@Root() { documentId }: Upload, @Ctx() { loaders }: DocumentsContext) {
    return documentId && loaders.document.load(documentId);
  }

  @FieldResolver(() => Media, { nullable: true, description: 'The media that was made of it, of a file that shows a property.' })
  media(@Root() { mediaId }: Upload, @Ctx() { loaders }: DocumentsContext) {
    return mediaId && loaders.media.load(mediaId);
  }

  @Mutation(() => Upload, {
    nullable: true,
    description:
      'Begins to send a file. Its parts go by PUT to their addresses, in any order; `finishUpload` makes it a document, `finishMediaUpload` media.',
  })
  startUpload(
    @Arg('input', () => StartUploadInput, { description: 'What is sent, and what becomes of it.' }) input: StartUploadInput,
    @Ctx() { uploads }: DocumentsContext,
  ) {
    return uploads.start(input);
  }

  @Mutation(() => Document, {
    nullable: true,
    description: 'Puts what was sent together, looks into it, and makes it a document or the next version of one.',
  })
  finishUpload(
    @Arg('id', () => ID, { description: 'The id of the upload.' }) id: string,
    @Arg('sha256', () => String, { nullable: true, description: 'The SHA-256 that the whole must have, in hexadecimal.' }) sha256:
      | string
      | null,
    @Ctx() { uploads }: DocumentsContext,
  ) {
    return uploads.finish(id, sha256);
  }

  @Mutation(() => Media, {
    nullable: true,
    description: 'Puts what was sent together, looks into it, and lets it show its property.',
  })
  finishMediaUpload(
    @Arg('id', () => ID, { description: 'The id of the upload.' }) id: string,
    @Arg('sha256', () => String, { nullable: true, description: 'The SHA-256 that the whole must have, in hexadecimal.' }) sha256:
      | string
      | null,
    @Ctx() { uploads }: DocumentsContext,
  ) {
    return uploads.finishMedia(id, sha256);
  }

  @Mutation(() => Boolean, { nullable: true, description: 'Gives an upload up; nothing is left of what was sent.' })
  abortUpload(@Arg('id', () => ID, { description: 'The id of the upload.' }) id: string, @Ctx() { uploads }: DocumentsContext) {
    return uploads.abort(id);
  }
}
