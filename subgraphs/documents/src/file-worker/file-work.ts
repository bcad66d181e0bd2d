/** The widths and heights, in pixels, within which pictures of a document are made. */
export const PICTURE_SIZES = { SMALL: 160, MEDIUM: 480, LARGE: 1_200 } as const;
export type PictureSize = keyof typeof PICTURE_SIZES;

/** How a file is read: by what it is, never by what somebody called it. */
export type FileForm = 'PDF' | 'PLAIN' | 'HTML' | 'IMAGE';

/** What may be asked about the bytes of a file. Nobody has looked into them: they may be made to do harm. */
export type FileWork =
  | { readonly kind: 'TEXT'; readonly form: Exclude<FileForm, 'IMAGE'>; readonly bounds: TextBounds }
  | { readonly kind: 'PICTURES'; readonly form: 'PDF' | 'IMAGE'; readonly sizes: readonly PictureSize[]; readonly bounds: PictureBounds };

/** How much of a file is read as text. */
export interface TextBounds {
  readonly pages: number;
  readonly characters: number;
}

/** What a picture may be before anything of it is unpacked. */
export interface PictureBounds {
  readonly pixels: number;
  readonly frames: number;
}

/** The text of a file; `isCut` where it has more than was read. */
export interface FileText {
  readonly text: string;
  readonly isCut: boolean;
}

/** A picture of a file, made anew: nothing of the original's metadata is in it. */
export interface FilePicture {
  readonly size: PictureSize;
  readonly width: number;
  readonly height: number;
  readonly mimeType: 'image/webp';
  readonly bytes: Uint8Array;
}

/** Why nothing came of it, so that trying again would be no use. */
export type WorkFault = 'MALFORMED' | 'ENCRYPTED' | 'TOO_MANY_PIXELS' | 'TOO_MANY_FRAMES' | 'OUT_OF_MEMORY' | 'OUT_OF_TIME';

/** What a thread answers. */
export type WorkAnswer =
  | { readonly text: FileText }
  | { readonly pictures: readonly FilePicture[] }
  | { readonly fault: WorkFault; readonly message: string };
