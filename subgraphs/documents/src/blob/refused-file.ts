import { PlatError } from '@plat/shared/errors/plat-error';

/** Why a file is not taken. */
export type FileFault =
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'EXTENSION'
  | 'EXECUTABLE'
  | 'TYPE_MISMATCH'
  | 'UNSAFE_ARCHIVE'
  | 'UNSAFE_IMAGE'
  | 'DAMAGED';

/** 400, or 413 for a file that is too large: what is in the file keeps it out, whoever sends it. */
export class RefusedFile extends PlatError {
  constructor(
    readonly fault: FileFault,
    message: string,
  ) {
    super(fault === 'TOO_LARGE' ? 'LIMIT' : 'BAD_USER_INPUT', message, { reason: fault });
  }
}
