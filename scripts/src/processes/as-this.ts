import { extname } from 'node:path';

const EXTENSION = extname(__filename);
const isSource = EXTENSION === '.ts';

/** Where the code of a workspace lies that its processes run: from source as this one does, or as it is built. */
export const CODE = isSource ? 'src' : 'dist';

/** The file of a program, of which this is the path without its ending. */
export const programFile = (path: string): string => `${path}${EXTENSION}`;

/** Node's options for such a process. */
export const EXEC_ARGV: string[] = isSource ? ['--conditions=source', '--import=tsx'] : [];
