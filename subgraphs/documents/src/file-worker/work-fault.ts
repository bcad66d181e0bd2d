import type { WorkFault } from './file-work';

/** A file of which nothing can be made, however often it is tried. */
export class FileFault extends Error {
  constructor(
    readonly fault: WorkFault,
    message: string,
  ) {
    super(message);
  }
}
