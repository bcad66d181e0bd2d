/** What is taken of files and of people, in bytes. */
export interface UploadLimits {
  /** Of one file. */
  readonly file: number;
  /** Of all that one person has added or is sending. */
  readonly person: number;
}

const GIB = 1024 ** 3;
export const UPLOAD_LIMITS: UploadLimits = { file: 2 * GIB, person: 50 * GIB };

/** Parts on their way in one process at a time: of one person, and of all. Each has a few megabytes in hand. */
export const PARTS_UNDER_WAY = { each: 20, all: 200 };

/** Parts of one file. */
export const MOST_PARTS = 1_000;
/** Files that somebody sends at the same time. */
export const MOST_OPEN = 100;
/** The size of parts where nobody says another; a file that is smaller is one part. */
const PART = 32 * 1024 * 1024;

export const defaultPartSize = (fileSize: number): number => Math.min(fileSize, Math.max(PART, Math.ceil(fileSize / MOST_PARTS)));

/** How large each part is, by its number less one. */
export function partSizes({ fileSize, partSize }: { readonly fileSize: string; readonly partSize: string }): number[] {
  const [whole, part] = [Number(fileSize), Number(partSize)];
  return Array.from({ length: Math.ceil(whole / part) }, (_, index) => Math.min(part, whole - index * part));
}
