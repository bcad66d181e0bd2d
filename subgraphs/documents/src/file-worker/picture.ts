import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { type FilePicture, PICTURE_SIZES, type PictureBounds, type PictureSize } from './file-work';
import { assertTiffHeader } from './tiff-header';
import { FileFault } from './work-fault';

/** A picture takes a quarter of a second; sharp ends by itself what takes longer than this. */
const DECODING_SECONDS = 15;
/** What is decoded, and nothing else: no vector drawing, no document, no library that loads whatever it knows. */
const READ = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: READ.map((format) => `VipsForeignLoad${format}Buffer`) });
sharp.cache(false);
sharp.concurrency(1);

const asPictures = (source: Sharp, sizes: readonly PictureSize[]): Promise<FilePicture[]> =>
  Promise.all(
    sizes.map(async (size) => {
      const { data, info } = await source
        .clone()
        .resize({ width: PICTURE_SIZES[size], height: PICTURE_SIZES[size], fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .timeout({ seconds: DECODING_SECONDS })
        .toBuffer({ resolveWithObject: true });
      return { size, width: info.width, height: info.height, mimeType: 'image/webp', bytes: data };
    }),
  );

const malformed = (error: unknown): never => {
  const { message } = error as Error;
  if (/timeout/i.test(message)) throw new FileFault('OUT_OF_TIME', message);
  throw new FileFault('MALFORMED', message);
};

/**
 * Pictures of the first frame of an image, upright, without any metadata.
 * @throws FileFault judged by the header, before a pixel is unpacked: TOO_MANY_PIXELS, TOO_MANY_FRAMES; or MALFORMED
 */
export async function picturesOfImage(bytes: Uint8Array, sizes: readonly PictureSize[], bounds: PictureBounds): Promise<FilePicture[]> {
  assertTiffHeader(bytes, bounds.frames);
  // sharp's own limit would let in a hundred times as much; ours is judged first, and this one stands behind it.
  const options: SharpOptions = { limitInputPixels: bounds.pixels, failOn: 'error', sequentialRead: true, pages: 1 };
  const {
    width,
    height,
    pages = 1,
    format,
  } = await sharp(bytes, { ...options, limitInputPixels: false })
    .metadata()
    .catch(malformed);
  if (width * height > bounds.pixels) throw new FileFault('TOO_MANY_PIXELS', `${width} × ${height} are more than ${bounds.pixels} pixels.`);
  if (pages > bounds.frames) throw new FileFault('TOO_MANY_FRAMES', `${pages} frames are more than ${bounds.frames}.`);
  if (format === 'svg') throw new FileFault('MALFORMED', 'A drawing is not decoded.');
  return asPictures(sharp(bytes, options).autoOrient(), sizes).catch(malformed);
}

/** Pictures of pixels that are unpacked already, four bytes each. */
export const picturesOfPixels = (
  { data, width, height }: { readonly data: Uint8Array; readonly width: number; readonly height: number },
  sizes: readonly PictureSize[],
): Promise<FilePicture[]> => asPictures(sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha(), sizes).catch(malformed);
