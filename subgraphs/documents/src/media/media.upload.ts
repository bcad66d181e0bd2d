import type { StoredBlob } from '../blob/blobs';
import type { Upload } from '../upload/upload.entity';
import type { SentFile, UploadTarget } from '../upload/upload.target';
import type { Media } from './media.entity';
import type { MediaDetails } from './media.input';
import type { MediaService } from './media.service';

/**
 * A file that shows a property. The log of accesses is of documents, which people are given or refused; media show what
 * is for sale, to its owner, who alone sends them: the events `media.added` and `media.removed` say who did.
 */
export class SentMedia implements UploadTarget<Media> {
  constructor(private readonly media: MediaService) {}

  async assertMaySend({ media }: SentFile): Promise<void> {
    await this.media.assertMayAdd((media as MediaDetails).propertyId, 'input.media.propertyId');
  }

  make({ media, fileName }: Upload, blob: StoredBlob): Promise<Media> {
    return this.media.addFile(media as MediaDetails, fileName, blob);
  }

  async watch() {
    return async () => undefined;
  }
}
